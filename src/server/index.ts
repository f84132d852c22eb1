/**
 * server/: HTTP over the Conductor's runs and their events, for this machine alone.
 * In:    requests; the runs of one workspace, handed in.
 * Out:   answers in JSON, events as they come, the page.
 * Never: what is played, when, or what it means; files of the workspace, but for its own token.
 *
 * To read it: `gate.ts` says who may come in, `app.ts` is every address, `shapes.ts` is all that goes over the wire,
 * `feed.ts` is how events reach those who listen without anybody waiting for them.
 */
export { startServer, takePort, type Port, type RunningServer, type ServerOptions } from './server.ts';
export { tokenOf, type Token } from './token.ts';
