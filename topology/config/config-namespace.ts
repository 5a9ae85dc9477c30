/** The project's namespace of keys: `citus-cluster:engine`. */
export const CONFIG_NAMESPACE = 'citus-cluster';
