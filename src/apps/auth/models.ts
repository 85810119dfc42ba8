import { use } from '../../base/context/index.ts'
import { regex } from '../../base/schema/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { saltedHmac } from '../../base/signing/index.ts'
import { type Default, field, KeyedModel, type ModelClass, meta, type QuerySet } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { ContentType } from './content-types/models.ts'
import { projectPasswords } from './passwords/service.ts'
import { hasModulePermissions, hasPermission, hasPermissions } from './permissions/ask.ts'
import { givenPermissions } from './permissions/load.ts'
import type { PermissionName } from './permissions/names.ts'
import { usersWithPermission, type WithPermissionOptions } from './permissions/with-permission.ts'
import { allowedRows } from './rules/allowed.ts'
import { can } from './rules/can.ts'
import type { UserModel } from './users-of.ts'

/** One thing that may be allowed: 'newsroom.change_article'. Django's table. */
export class Permission extends KeyedModel {
  id = field.auto()
  contentType = field.foreignKey(() => ContentType, { onDelete: 'cascade', label: gettextLazy('content type') })
  codename = field.char({ maxLength: 100 })
  name = field.char({ maxLength: 255 })
  groups = field.reverse(() => Group, 'permissions')

  static meta = meta<Permission>()({
    table: 'auth_permission',
    ordering: ['contentType__appLabel', 'contentType__model', 'codename'],
    naturalKey: ['codename', 'contentType__appLabel', 'contentType__model'],
    uniqueTogether: [['contentType', 'codename']],
    label: gettextLazy('permission'),
    labelPlural: gettextLazy('permissions'),
  })

  override toString(): string {
    return this.name
  }
}

/** Permissions under one name, for many users. Django's table. */
export class Group extends KeyedModel {
  id = field.auto()
  name = field.char({ maxLength: 150, unique: true })
  permissions = field.manyToMany(() => Permission, { blank: true })
  users = field.reverse(() => User, 'groups')

  static meta = meta<Group>()({
    table: 'auth_group',
    naturalKey: ['name'],
    label: gettextLazy('group'),
    labelPlural: gettextLazy('groups'),
  })

  override toString(): string {
    return this.name
  }
}

const usernameMessage = gettextLazy('A user name has only letters, digits and the characters @ . + - _ in it.')
const hashSalt = 'django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash'

/**
 * What every user model has: name, password, and what it may enter. Extend it for a user model of your own; `User` is the
 * one in Django's table. Columns come in the order in which Django's SQLite table has them. The key is the implicit number, unless the
 * class says what else it is: `class Person extends AbstractUser<string> { override id = field.uuid({ primaryKey: true, … }) }`.
 */
export abstract class AbstractUser<K = Default<number>> extends KeyedModel {
  declare id: K
  password = field.char({ maxLength: 128, secret: true })
  lastLogin = field.datetime({ null: true, blank: true, label: gettextLazy('last login') })
  isSuperuser = field.boolean({
    default: false,
    label: gettextLazy('superuser status'),
    help: gettextLazy('May do everything, without being given each permission.'),
  })
  username = field.char({
    maxLength: 150,
    unique: true,
    help: gettextLazy('At most 150 letters, digits and the characters @ . + - _'),
    validators: [regex(/^[\p{L}\p{N}_.@+-]+$/u, { message: usernameMessage })],
  })
  lastName = field.char({ maxLength: 150, blank: true, label: gettextLazy('last name') })
  email = field.email({ blank: true, label: gettextLazy('email address') })
  isStaff = field.boolean({
    default: false,
    label: gettextLazy('staff status'),
    help: gettextLazy('May enter the administration.'),
  })
  isActive = field.boolean({
    default: true,
    label: gettextLazy('active'),
    help: gettextLazy('May log in. Take this away instead of deleting an account.'),
  })
  dateJoined = field.datetime({ default: () => new Date(), label: gettextLazy('date joined') })
  firstName = field.char({ maxLength: 150, blank: true, label: gettextLazy('first name') })
  groups = field.manyToMany(() => Group, {
    blank: true,
    help: gettextLazy('The user has the permissions of every group.'),
  })
  userPermissions = field.manyToMany(() => Permission, {
    blank: true,
    label: gettextLazy('user permissions'),
    help: gettextLazy('Permissions beside those of the groups.'),
  })

  static meta = meta<AbstractUser>()({ abstract: true, naturalKey: ['username'] })

  /** True: somebody is logged in. An `AnonymousUser` says false. */
  get isAuthenticated(): true {
    return true
  }

  get isAnonymous(): false {
    return false
  }

  /** First and last name, or '' where there are none. */
  get fullName(): string {
    return `${this.firstName} ${this.lastName}`.trim()
  }

  /** Hashes a new password into `password`; save the row afterwards. Null: no password will do any more. */
  async setPassword(password: string | null): Promise<void> {
    const passwords = projectPasswords()
    this.password = password === null ? passwords.unusable() : await passwords.hash(password)
  }

  /** Is this the user's password? */
  checkPassword(password: string): Promise<boolean> {
    return projectPasswords().verify(password, this.password)
  }

  get hasUsablePassword(): boolean {
    return projectPasswords().isUsable(this.password)
  }

  /** What a session remembers of the password: a session ends where it no longer fits. Django's `get_session_auth_hash`. */
  sessionAuthHash(secretKey: string = use(factsService).secretKey): string {
    return saltedHmac(hashSalt, this.password, secretKey).toString('hex')
  }

  /** Has the user this permission ('news.change_article'), by themselves or by a group? Read with the others, once for this row. */
  hasPermission(permission: PermissionName): Promise<boolean> {
    return hasPermission(this, permission)
  }

  /** Has the user all of these permissions? */
  hasPermissions(permissions: readonly PermissionName[]): Promise<boolean> {
    return hasPermissions(this, permissions)
  }

  /** Has the user any permission in an app ('news')? Django's `has_module_perms`. */
  hasModulePermissions(app: string): Promise<boolean> {
    return hasModulePermissions(this, app)
  }

  /** Every permission that the user has. */
  async permissions(): Promise<ReadonlySet<string>> {
    return (await givenPermissions(this)).all
  }

  /** Those that the user has by groups. */
  async groupPermissions(): Promise<ReadonlySet<string>> {
    return (await givenPermissions(this)).ofGroups
  }

  /**
   * May the user do this to this row? By the rules of the row's model for that action, else by the permission. Without a row: has the
   * user the permission? Rows that were read together are answered for together, in one query.
   */
  can(permission: PermissionName, row?: { readonly pk: unknown }): Promise<boolean> {
    return can(this, permission, row)
  }

  /** The rows of a model that the user may do this to: `user.allowed(Article, 'change').filter({ … })`. */
  allowed<M extends KeyedModel>(model: ModelClass<M>, action: string): QuerySet<M> {
    return allowedRows(this, model, action)
  }

  /** Active users who have a permission, superusers among them. Semantics: Django's `UserManager.with_perm`. */
  static withPermission<U extends AnyUser>(
    this: UserModel<U>,
    permission: PermissionName,
    options?: WithPermissionOptions,
  ): QuerySet<U> {
    return usersWithPermission(this, permission, options)
  }

  override toString(): string {
    return this.username
  }
}

/** A user of any model, whatever its key is. */
export type AnyUser = AbstractUser<unknown>

/** A user, in Django's table `auth_user`. */
export class User extends AbstractUser {
  /** Django's own users have 32-bit keys. */
  override id = field.auto() as unknown as Default<number>

  static override meta = meta<User>()({
    table: 'auth_user',
    naturalKey: ['username'],
    swappable: 'user',
    label: gettextLazy('user'),
    labelPlural: gettextLazy('users'),
  })
}

/** Nobody in particular: what `request.user` is where nobody is logged in. */
export class AnonymousUser {
  readonly pk = null
  readonly username = ''
  readonly isAuthenticated = false
  readonly isAnonymous = true
  readonly isActive = false
  readonly isStaff = false
  readonly isSuperuser = false

  /** Nobody in particular has no permission; only `can` and `allowed` may say yes, by a rule with `anonymous: true`. */
  hasPermission(_permission: PermissionName): Promise<boolean> {
    return Promise.resolve(false)
  }

  hasPermissions(_permissions: readonly PermissionName[]): Promise<boolean> {
    return Promise.resolve(false)
  }

  hasModulePermissions(_app: string): Promise<boolean> {
    return Promise.resolve(false)
  }

  permissions(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set())
  }

  groupPermissions(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set())
  }

  can(permission: PermissionName, row?: { readonly pk: unknown }): Promise<boolean> {
    return can(this, permission, row)
  }

  allowed<M extends KeyedModel>(model: ModelClass<M>, action: string): QuerySet<M> {
    return allowedRows(this, model, action)
  }

  toString(): string {
    return 'AnonymousUser'
  }
}
