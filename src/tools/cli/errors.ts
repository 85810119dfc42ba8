import { defineErrors } from '../../base/errors/index.ts'

export const cliErrors = defineErrors('CLI', {
  PORT_IN_USE: {
    status: null,
    message: ({ host, port }: { host: string; port: number }) => `Port ${port} of ${host} is already in use.`,
    hint: 'Stop the process that listens there, or choose another port with --port or PORT.',
  },
  CANNOT_LISTEN: {
    status: null,
    message: ({ host, port, reason }: { host: string; port: number; reason: string }) =>
      `The server cannot listen on ${host}:${port}: ${reason}.`,
    hint: 'Choose an address of this machine with --host and a port that you may open with --port.',
  },
  NO_TERMINAL: {
    status: null,
    message: ({ what, flag }: { what: string; flag: string }) =>
      `There is no terminal to ask for ${what}, and ${flag} was not given.`,
    hint: 'Give it with that flag, or with the environment variable that --help names.',
  },
  WRONG_ANSWER: {
    status: null,
    message: ({ what, problem }: { what: string; problem: string }) => `${what}: ${problem}`,
    hint: 'Run the command again with a value that passes.',
  },
  FILE_EXISTS: {
    status: null,
    message: ({ file }: { file: string }) => `The file ${file} exists already; it was left as it is.`,
    hint: 'Give another name with --out, or write over it with --force.',
  },
  WORKER_ENDED: {
    status: null,
    message: ({ reason }: { reason: string }) => `A worker ended before it served: ${reason}.`,
    hint: 'What it printed says why. `nuages start` without workers shows the same.',
  },
  WORKERS_END: {
    status: null,
    message: ({ times }: { times: number }) =>
      `Workers ended ${times} times soon after they were started; none serves.`,
    hint: 'The log above says why they end. `nuages start` without workers shows the same.',
  },
})
