// The sources are TypeScript, and whoever imports this package may run another loader, or none.
module.exports = require('tsx/cjs/api').require('./citus-cluster.ts', __filename);
