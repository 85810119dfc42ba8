import { defineErrors } from '../../base/errors/index.ts'

export const telemetryErrors = defineErrors('TELEMETRY', {
  NO_PACKAGE: {
    status: null,
    message: ({ what, name }: { what: string; name: string }) =>
      `${what} needs the package '${name}', which is not installed.`,
    hint: 'Install it in the project, `npm install` with its name, or leave the option out.',
  },
  OPEN_METRICS: {
    status: null,
    message: () => 'The metrics of a production server are readable by everybody.',
    hint: 'Set `METRICS_TOKEN`, or `telemetry: { metrics: { token } }`, which Prometheus sends as bearer token; `public: true` where a proxy keeps the address away from visitors.',
  },
})
