import { spawn } from 'node:child_process'

const messages = {
  ready: ['READY=1'],
  stopping: ['STOPPING=1'],
  reloading: ['RELOADING=1'],
} as const

/**
 * Tells systemd how the service fares, where it asked for that (`Type=notify`; https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html).
 * Node has no datagram sockets of Unix, so the program `systemd-notify` says it, which needs `NotifyAccess=all`. Without it nothing is said.
 */
export async function notifySystemd(
  state: keyof typeof messages,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  if (!env['NOTIFY_SOCKET']) return
  const monotonic = state === 'reloading' ? [`MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`] : []
  await new Promise<void>((resolve) => {
    const program = spawn('systemd-notify', [...messages[state], ...monotonic], { stdio: 'ignore', env })
    program.once('error', () => resolve())
    program.once('exit', () => resolve())
  })
}
