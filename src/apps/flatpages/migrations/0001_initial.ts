import { createModel, field, migration } from '../../../data/migrations/index.ts'

/** The tables as Django's own migration makes them, without the foreign key to its table of sites. */
export default migration({
  replaces: [['flatpages', '0001_initial']],
  operations: [
    createModel({
      name: 'FlatPage',
      fields: {
        id: field.auto({ primaryKey: true }),
        url: field.char({
          maxLength: 100,
          index: true,
          label: 'URL',
          help: 'Such as “/about/contact/”: with a slash at the beginning and at the end.',
        }),
        title: field.char({ maxLength: 200, label: 'title' }),
        content: field.text({ blank: true, label: 'content', help: 'HTML: it is shown as it is.' }),
        enableComments: field.boolean({ default: false, label: 'enable comments' }),
        templateName: field.char({
          maxLength: 70,
          blank: true,
          label: 'template name',
          help: 'Such as “flatpages/contact.html”. Empty: “flatpages/default.html”.',
        }),
        registrationRequired: field.boolean({
          default: false,
          label: 'registration required',
          help: 'Only people who are logged in may see the page.',
        }),
      },
      options: { table: 'django_flatpage', ordering: ['url'] },
    }),
    createModel({
      name: 'FlatPageSite',
      fields: {
        id: field.auto({ primaryKey: true }),
        page: field.foreignKey('flatpages.FlatPage', {
          onDelete: 'cascade',
          column: 'flatpage_id',
          label: 'flat page',
        }),
        site: field.integer({ index: true, column: 'site_id', label: 'site' }),
      },
      options: {
        table: 'django_flatpage_sites',
        uniqueTogether: [['page', 'site']],
        label: 'site of a flat page',
        labelPlural: 'sites of flat pages',
      },
    }),
  ],
})
