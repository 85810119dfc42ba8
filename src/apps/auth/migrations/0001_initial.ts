import { createModel, field, migration } from '../../../data/migrations/index.ts'

/** The tables as Django's own twelve migrations leave them. */
export default migration({
  replaces: [
    ['auth', '0001_initial'],
    ['auth', '0002_alter_permission_name_max_length'],
    ['auth', '0003_alter_user_email_max_length'],
    ['auth', '0004_alter_user_username_opts'],
    ['auth', '0005_alter_user_last_login_null'],
    ['auth', '0006_require_contenttypes_0002'],
    ['auth', '0007_alter_validators_add_error_messages'],
    ['auth', '0008_alter_user_username_max_length'],
    ['auth', '0009_alter_user_last_name_max_length'],
    ['auth', '0010_alter_group_name_max_length'],
    ['auth', '0011_update_proxy_permissions'],
    ['auth', '0012_alter_user_first_name_max_length'],
  ],
  dependencies: [['contenttypes', '0001_initial']],
  operations: [
    createModel({
      name: 'Permission',
      fields: {
        id: field.auto({ primaryKey: true }),
        contentType: field.foreignKey('contenttypes.ContentType', { onDelete: 'cascade', label: 'content type' }),
        codename: field.char({ maxLength: 100 }),
        name: field.char({ maxLength: 255 }),
      },
      options: {
        ordering: ['contentType__appLabel', 'contentType__model', 'codename'],
        uniqueTogether: [['contentType', 'codename']],
      },
    }),
    createModel({
      name: 'Group',
      fields: {
        id: field.auto({ primaryKey: true }),
        name: field.char({ maxLength: 150, unique: true }),
        permissions: field.manyToMany('auth.Permission', { blank: true }),
      },
    }),
    createModel({
      name: 'User',
      fields: {
        id: field.auto({ primaryKey: true }),
        password: field.char({ maxLength: 128, secret: true }),
        lastLogin: field.datetime({ null: true, blank: true, label: 'last login' }),
        isSuperuser: field.boolean({
          default: false,
          label: 'superuser status',
          help: 'May do everything, without being given each permission.',
        }),
        username: field.char({
          maxLength: 150,
          unique: true,
          help: 'At most 150 letters, digits and the characters @ . + - _',
        }),
        lastName: field.char({ maxLength: 150, blank: true, label: 'last name' }),
        email: field.email({ blank: true, label: 'email address' }),
        isStaff: field.boolean({ default: false, label: 'staff status', help: 'May enter the administration.' }),
        isActive: field.boolean({
          default: true,
          label: 'active',
          help: 'May log in. Take this away instead of deleting an account.',
        }),
        dateJoined: field.datetime({ label: 'date joined' }),
        firstName: field.char({ maxLength: 150, blank: true, label: 'first name' }),
        groups: field.manyToMany('auth.Group', { blank: true, help: 'The user has the permissions of every group.' }),
        userPermissions: field.manyToMany('auth.Permission', {
          blank: true,
          label: 'user permissions',
          help: 'Permissions beside those of the groups.',
        }),
      },
      options: { swappable: 'user' },
    }),
  ],
})
