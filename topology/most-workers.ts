/** Most worker groups of a cluster (`workers.count`). Ports of several hosts are planned for so many. */
export const MOST_WORKERS = 128;
