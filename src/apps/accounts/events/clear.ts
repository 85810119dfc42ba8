import { AuthEvent } from '../models/index.ts'
import { accountsSettings } from '../settings.ts'

const day = 86_400_000

/** Deletes events that are older than `days`; by default than the project keeps them. Gives how many there were. */
export async function clearAuthEvents(days: number = accountsSettings().keepEvents): Promise<number> {
  const [count] = await AuthEvent.filter({ at__lt: new Date(Date.now() - days * day) }).delete()
  return count
}
