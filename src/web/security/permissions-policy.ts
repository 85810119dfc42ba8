import { securityErrors } from './errors.ts'

/** Features of browsers that a page may be kept from (https://www.w3.org/TR/permissions-policy/). Others may be named as well. */
export type PermissionName =
  | 'accelerometer'
  | 'ambient-light-sensor'
  | 'autoplay'
  | 'bluetooth'
  | 'browsing-topics'
  | 'camera'
  | 'clipboard-read'
  | 'clipboard-write'
  | 'display-capture'
  | 'encrypted-media'
  | 'fullscreen'
  | 'gamepad'
  | 'geolocation'
  | 'gyroscope'
  | 'hid'
  | 'identity-credentials-get'
  | 'idle-detection'
  | 'local-fonts'
  | 'magnetometer'
  | 'microphone'
  | 'midi'
  | 'payment'
  | 'picture-in-picture'
  | 'publickey-credentials-create'
  | 'publickey-credentials-get'
  | 'screen-wake-lock'
  | 'serial'
  | 'storage-access'
  | 'sync-xhr'
  | 'usb'
  | 'web-share'
  | 'window-management'
  | 'xr-spatial-tracking'
  | (string & Record<never, never>)

/** Who may use a feature: nobody (`[]`), the site's own pages ('self'), frames of other origins, everybody ('*'). */
export type PermissionsPolicy = Readonly<Partial<Record<PermissionName, readonly string[] | '*'>>>

/** The text of a `Permissions-Policy` header. Throws `NUAGES_SECURITY_PERMISSION`. */
export function permissionsText(policy: PermissionsPolicy): string {
  const parts: string[] = []
  for (const [feature, allowed] of Object.entries(policy)) {
    if (allowed === undefined) continue
    if (!/^[a-z][a-z0-9-]*$/.test(feature))
      throw securityErrors.PERMISSION({ feature, problem: 'is no name of a feature' })
    parts.push(`${feature}=${allowed === '*' ? '*' : `(${allowed.map((who) => allowance(feature, who)).join(' ')})`}`)
  }
  return parts.join(', ')
}

function allowance(feature: string, who: string): string {
  if (who === 'self' || who === 'src' || who === '*') return who
  const url = URL.parse(who.replace('://*.', '://'))
  if (url === null || url.origin === 'null' || url.pathname !== '/' || /["\\\s]/.test(who))
    throw securityErrors.PERMISSION({ feature, problem: `allows '${who}', which is no origin` })
  return `"${who}"`
}
