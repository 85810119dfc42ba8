import { type Service, service } from './scope.ts'

/** What began the work that is being done here, where that was no request: 'task:send_digest'. */
export const originService: Service<string> = service<string>('origin of the work')
