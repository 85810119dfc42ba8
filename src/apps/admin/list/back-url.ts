import type { ModelAdmin } from '../model-admin.ts'
import { type AdminRequest, listUrl } from '../request.ts'
import { readAddress } from './read-address.ts'

/** The address of the list that something was asked of, page and all: one comes back to the same place. */
export async function backUrl(admin: AdminRequest, model: ModelAdmin): Promise<string> {
  const address = (await readAddress(admin, model, admin.request.query)).address.toString()
  return `${listUrl(admin, model)}${address === '?' ? '' : address}`
}
