import { defineErrors } from '../../base/errors/index.ts'

export const tasksErrors = defineErrors('TASKS', {
  BAD_TASK: {
    status: null,
    message: ({ name, problem }: { name: string; problem: string }) =>
      `The task '${name}' is declared wrongly: ${problem}.`,
    hint: 'Correct the call of `task(name, handler, options)`.',
  },
  BAD_OPTION: {
    status: null,
    message: ({ where, problem }: { where: string; problem: string }) => `${where}: ${problem}.`,
    hint: 'docs/reference/tasks.md lists the options with their units.',
  },
  DUPLICATE_TASK: {
    status: null,
    message: ({ name }: { name: string }) => `Two tasks have the name '${name}'.`,
    hint: 'A name stands for one task in the whole project: begin it with the label of its app.',
  },
  NOT_LISTED: {
    status: null,
    message: ({ name }: { name: string }) => `The task '${name}' is enqueued, but no app of the project lists it.`,
    hint: 'Add its module to the app: `defineApp({ tasks })` with `import * as tasks`.',
  },
  UNKNOWN_TASK: {
    status: null,
    message: ({ name }: { name: string }) => `No app of this process has a task '${name}'.`,
    hint: 'It was renamed or removed, or this worker runs older code. Deploy the code that has it, then retry the job.',
  },
  NOT_JSON: {
    status: null,
    message: ({ what, path, type }: { what: string; path: string; type: string }) =>
      `${what} cannot be kept as JSON: ${path} is ${type}.`,
    hint: 'Give plain data: text, finite numbers, booleans, null, lists and objects of these; the key of a row instead of the row.',
  },
  TOO_LARGE: {
    status: null,
    message: ({ what, bytes, limit }: { what: string; bytes: number; limit: number }) =>
      `${what} takes ${bytes} bytes as JSON, and may take ${limit}.`,
    hint: 'Keep the data in a row or a file and give its key.',
  },
  BAD_PAYLOAD: {
    status: null,
    message: ({ name, issues }: { name: string; issues: readonly string[] }) =>
      `The payload of '${name}' does not match its schema: ${issues.join('; ')}`,
    hint: 'Enqueue what the schema takes. A job that was enqueued by older code is not retried: enqueue it anew.',
  },
  TIMED_OUT: {
    status: null,
    message: ({ name, timeout }: { name: string; timeout: number }) =>
      `An attempt of '${name}' took longer than ${timeout} ms.`,
    hint: 'Raise `timeout`, or do less in one job. Handlers should heed their signal.',
  },
  CANCELLED: {
    status: null,
    message: ({ id }: { id: string }) => `The job ${id} was cancelled.`,
    hint: 'Nothing is to be done; `retry` runs it after all.',
  },
  STOPPED: {
    status: null,
    message: ({ id }: { id: string }) => `The worker stopped before the job ${id} was done; the job was put back.`,
    hint: 'Another worker takes it. Give workers more grace, or do less in one job.',
  },
  LEASE_LOST: {
    status: null,
    message: ({ id }: { id: string }) => `This worker does not hold the job ${id} any more.`,
    hint: 'It was taken for dead, because it did not renew its lease in time: was the process or the database halted?',
  },
  LOST: {
    status: null,
    message: ({ attempt, maxAttempts }: { attempt: number; maxAttempts: number }) =>
      `The worker of attempt ${attempt} of ${maxAttempts} ended without a word.`,
    hint: 'Its process was killed, or crashed: look for the reason in its log before you retry the job.',
  },
  NO_PACKAGE: {
    status: null,
    message: ({ engine, package: name }: { engine: string; package: string }) =>
      `Tasks are to be kept by ${engine}, but the package '${name}' is not installed.`,
    hint: 'Install it in the project: `npm install pg-boss pg`, or `npm install bullmq redis`.',
  },
  NOT_DONE: {
    status: null,
    message: ({ ids, refused }: { ids: readonly string[]; refused: string }) => `These ${refused}: ${ids.join(', ')}.`,
    hint: '`nuages tasks list` shows the states of jobs.',
  },
})
