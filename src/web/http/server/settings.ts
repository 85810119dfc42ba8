import type { Server } from 'node:http'

/** How long a server waits for whom, in milliseconds, and how much it takes over one connection. */
export interface ServerLimits {
  /** For a whole request to arrive. Default 300,000. */
  readonly requestTimeout?: number
  /** For a request's headers to arrive. Default 30,000. */
  readonly headersTimeout?: number
  /**
   * For the next request over a connection. Behind a proxy it must be more than what the proxy waits, or that sends a request over a
   * connection which closes at the same moment. Default 65,000: more than the 60 seconds of nginx and common load balancers.
   */
  readonly keepAliveTimeout?: number
  /** Requests over one connection; the last one's answer closes it. 0: no limit, the default. */
  readonly maxRequestsPerSocket?: number
  /** Connections at the same time; further ones are closed at once. 0: no limit, the default. */
  readonly maxConnections?: number
  /** For requests in flight when the server closes; then they are cut off. Default 10,000. */
  readonly closeTimeout?: number
  /** Between being not ready any more (`health`) and accepting no more connections, so that a load balancer can take note. Default 0. */
  readonly closeDelay?: number
}

/** Lays the limits on a server of Node. */
export function limitServer(server: Server, limits: ServerLimits): void {
  server.requestTimeout = limits.requestTimeout ?? 300_000
  server.headersTimeout = limits.headersTimeout ?? 30_000
  server.keepAliveTimeout = limits.keepAliveTimeout ?? 65_000
  server.maxRequestsPerSocket = limits.maxRequestsPerSocket ?? 0
  if (limits.maxConnections) server.maxConnections = limits.maxConnections
}
