import { createModel, field, migration } from '../../../data/migrations/index.ts'

/** The table as Django's two migrations leave it, without the foreign key to its table of sites. */
export default migration({
  replaces: [
    ['redirects', '0001_initial'],
    ['redirects', '0002_alter_redirect_new_path_help_text'],
  ],
  operations: [
    createModel({
      name: 'Redirect',
      fields: {
        id: field.auto({ primaryKey: true }),
        site: field.integer({ default: 1, index: true, column: 'site_id', label: 'site' }),
        oldPath: field.char({
          maxLength: 200,
          index: true,
          label: 'redirect from',
          help: 'A path from the root, without the domain name: “/events/search/”. With a query it is for that query alone.',
        }),
        newPath: field.char({
          maxLength: 200,
          blank: true,
          label: 'redirect to',
          help: 'A path as above, or a whole address that begins with “https://”. Empty: the page is gone for good.',
        }),
      },
      options: { table: 'django_redirect', ordering: ['oldPath'], uniqueTogether: [['site', 'oldPath']] },
    }),
  ],
})
