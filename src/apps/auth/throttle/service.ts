import { type Service, service } from '../../../base/context/index.ts'
import type { LoginThrottle } from './login-throttle.ts'

/** What counts attempts to log in, in the current project. */
export const loginThrottleService: Service<LoginThrottle> = service<LoginThrottle>('throttle of log-ins')
