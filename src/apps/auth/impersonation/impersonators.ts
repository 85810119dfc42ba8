import type { HttpRequest } from '../../../web/http/index.ts'
import type { AnyUser } from '../models.ts'

/** Who acts as the user of a request, where somebody does; known once the user was read. */
export const impersonators = new WeakMap<HttpRequest, AnyUser>()
