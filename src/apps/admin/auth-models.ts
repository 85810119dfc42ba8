import { gettextLazy } from '../../web/i18n/index.ts'
import { Group, User } from '../auth/index.ts'
import { admin } from './registration.ts'

/** How the framework's own models of people are shown, where a site does not say otherwise. */
export const authRegistrations = [
  admin(User, {
    icon: 'user',
    listDisplay: ['username', 'email', 'firstName', 'lastName', 'isStaff', 'isActive'],
    listFilter: ['isStaff', 'isSuperuser', 'isActive', 'groups'],
    searchFields: ['username', 'firstName', 'lastName', 'email'],
    ordering: ['username'],
    readonlyFields: ['lastLogin', 'dateJoined'],
    fieldsets: [
      { title: gettextLazy('Person'), fields: ['username', ['firstName', 'lastName'], 'email'] },
      { title: gettextLazy('Access'), fields: ['isActive', 'isStaff', 'isSuperuser', 'groups', 'userPermissions'] },
      { title: gettextLazy('Dates'), fields: [['lastLogin', 'dateJoined']] },
    ],
  }),
  admin(Group, {
    icon: 'shield',
    listDisplay: ['name'],
    searchFields: ['name'],
    ordering: ['name'],
    fields: ['name', 'permissions'],
  }),
]
