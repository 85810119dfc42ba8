import { admin } from 'nuages/admin'
import { Issue, Subscriber } from './models.ts'

export const registrations = [
  admin(Subscriber, {
    icon: 'user',
    listDisplay: ['email', 'language', 'confirmed', 'lastIssue'],
    listFilter: ['language', 'lastIssue'],
    searchFields: ['email'],
    ordering: ['-asked'],
    readonlyFields: ['asked', 'confirmed', 'lastIssue'],
  }),
  admin(Issue, {
    icon: 'file',
    listDisplay: ['subject', 'state', 'created'],
    listFilter: ['state'],
    searchFields: ['subject', 'greeting'],
    readonlyFields: ['created'],
    fieldsets: [
      { title: null, fields: ['subject', 'greeting', 'stories'] },
      { title: 'Sending', fields: ['state', 'created'] },
    ],
  }),
]
