import { defineErrors } from '../../base/errors/index.ts'

export const redisErrors = defineErrors('REDIS', {
  NO_PACKAGE: {
    status: null,
    message: () => "A Redis address is configured, but the package 'redis' is not installed.",
    hint: 'Install it in the project: `npm install redis`.',
  },
  BAD_URL: {
    status: null,
    message: ({ problem }: { problem: string }) => `The address of Redis cannot be read: ${problem}.`,
    hint: "Write 'redis://host:6379/0', 'redis://user:password@host:6379/0', or 'rediss://…' for TLS.",
  },
  AWAY: {
    status: 503,
    message: ({ location, reason }: { location: string; reason: string }) =>
      `Redis at ${location} does not answer: ${reason}.`,
    hint: 'See that the server runs and that address and password are right; the connection is tried again by itself.',
  },
  COMMAND: {
    status: 500,
    message: ({ command, reason }: { command: string; reason: string }) =>
      `Redis refused the command ${command}: ${reason}.`,
    hint: "The reason is Redis' own word for it; its documentation lists them.",
  },
  CLOSED: {
    status: 503,
    message: () => 'The connection to Redis was closed by this process.',
    hint: 'Close it after the last use, when the project is closed.',
  },
})
