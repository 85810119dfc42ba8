import { Group, Permission, User } from 'nuages/auth'

/** The group that may work with articles, comments and all else of the newsroom. */
export const deskGroup = 'Desk'

/**
 * Gives the demo's staff what they need for their work: a group with every permission of the newsroom. Who gives rights to others is a
 * superuser. Does nothing where the group is there already.
 */
export async function giveRights(): Promise<void> {
  if (await Group.filter({ name: deskGroup }).exists()) return
  const desk = await Group.create({ name: deskGroup })
  await desk.permissions.add(...(await Permission.filter({ contentType__appLabel: 'newsroom' })))
  for (const user of await User.filter({ isStaff: true, isSuperuser: false })) await user.groups.add(desk)
}
