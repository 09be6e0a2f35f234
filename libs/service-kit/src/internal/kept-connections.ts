import { nextReplica } from './next-replica.js';

/** How connections to our own services are made and kept; options of undici's pools. */
export const keptConnections = () => ({
  // Shorter than the 72 s our servers keep an idle connection, so that a request never meets one that just closed.
  keepAliveTimeout: 10_000,
  // Without it the server's own promise (`keep-alive: timeout=72`) would count instead.
  keepAliveMaxTimeout: 10_000,
  connect: {
    lookup: nextReplica(),
    timeout: 4_000,
    // Of several addresses the next is tried when one refuses, or is silent for so long: not so soon that a busy
    // process of ours takes its own slowness for theirs.
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1_500,
  },
});
