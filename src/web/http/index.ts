export { typeOfContent } from '../../base/content/index.ts'
export { contentDisposition, mediaTypeOf, safeJoin, validFilename } from '../../base/text/index.ts'
export { acceptWeight, bestAccepted } from './accept.ts'
export { type AccessLogOptions, accessLog, loggedPath } from './access-log.ts'
export { afterResponse } from './after-response.ts'
export { type App, type AppOptions, createApp, type ErrorPage } from './app.ts'
export type * from './augment.ts'
export { FileFields, FormBody } from './body/form-body.ts'
export { defaultLimits, type Limits } from './body/limits.ts'
export { parseMultipart, type ReadForm } from './body/multipart.ts'
export { UploadedFile } from './body/uploaded-file.ts'
export { parseUrlencoded } from './body/urlencoded.ts'
export { type ContentCoding, negotiateEncoding } from './compression/accept-encoding.ts'
export { isCompressible } from './compression/compressible.ts'
export { type CompressionOptions, compression } from './compression/compression.ts'
export {
  conditional,
  evaluateConditions,
  type Precondition,
  parseEtags,
  parseHttpDate,
  quoteEtag,
  type Validators,
} from './conditional.ts'
export { currentRequest, runWithRequest, tryCurrentRequest } from './context.ts'
export { type CookieOptions, deleteCookie, parseCookies, serializeCookie, setCookie } from './cookies.ts'
export { Http404, httpErrors, NoReverseMatch, PermissionDenied } from './errors.ts'
export { EventHub, type EventHubOptions } from './events/event-hub.ts'
export { type EventStream, type EventsOptions, events } from './events/events.ts'
export { EncodedEvent, encodeEvent, type ServerEvent } from './events/server-event.ts'
export { type FileContent, type FileOptions, file } from './file.ts'
export type { RangedContent } from './file-body.ts'
export { LightHeaders } from './headers.ts'
export { type HealthOptions, health } from './health.ts'
export {
  html,
  json,
  notFound,
  type Renderer,
  type ResponseOptions,
  redirect,
  render,
  rendererService,
  renderStream,
  stream,
  text,
} from './helpers.ts'
export type { Lifetime } from './lifetime.ts'
export { logWith } from './log-context.ts'
export { defineMiddleware, type Middleware, type MiddlewareHalves, type Next } from './middleware.ts'
export { type ConnectMiddleware, fromConnect } from './node/from-connect.ts'
export { fromNode, type NodeApplication } from './node/from-node.ts'
export { nodeRequest } from './node/node-request.ts'
export { onSent } from './on-sent.ts'
export { insertMarkup, type PlaceInPage, takesMarkup } from './pages/insert.ts'
export { page as bareErrorPage } from './pages/layout.ts'
export { markPersonal, personalMarks, personalReason } from './personal.ts'
export { prefersJson } from './prefers-json.ts'
export type { ErrorContext, ErrorHook, ErrorPhase, Report } from './reports.ts'
export { HttpRequest, type RequestWatcher } from './request.ts'
export { requestIds } from './request-id.ts'
export { requestProperty } from './request-property.ts'
export { requireMethods } from './require-methods.ts'
export { LightResponse } from './response.ts'
export type { Sent } from './sent.ts'
export { type CloseOptions, nodeListener, type RunningServer, type ServeOptions, serve } from './serve.ts'
export { type Channel, type ChannelMessage, createChannel, isChannelMessage } from './server/channel.ts'
export { type ListenOptions, listenOn } from './server/listen.ts'
export type { ServerLimits } from './server/settings.ts'
export type { TlsOptions } from './server/tls.ts'
export { siblingEndings } from './static/immutable-files.ts'
export { isStaticPath, type Located, locateIn, type Root, rootOf, type StaticDir } from './static/locate.ts'
export { hashedName, manifestName, manifestVersion, readManifest, StaticManifest } from './static/manifest.ts'
export {
  type StaticFiles,
  type StaticFilesOptions,
  staticFiles,
  staticFilesService,
  staticUrl,
} from './static/static-files.ts'
export { type AnyConverter, type BuiltinConverters, type Converter, converter } from './urls/converters.ts'
export {
  type Inclusion,
  include,
  mount,
  type PathOptions,
  path,
  prefixed,
  type RegexParams,
  rePath,
} from './urls/path.ts'
export type { RouteShape } from './urls/reverse.ts'
export {
  createRouter,
  type RouteMatch,
  type Router,
  reverse,
  reverser,
  routerService,
  tryReverse,
} from './urls/router.ts'
export type { QueryParams, QueryValue } from './urls/suffix.ts'
export type {
  FetchHandler,
  Included,
  IncludedEntry,
  InnerHandler,
  KnownName,
  Link,
  Method,
  MethodViews,
  Mounted,
  MountPlace,
  Params,
  PrefixChoice,
  ReverseOptions,
  ReverseParams,
  Route,
  RouteMap,
  RouteNames,
  RouteParams,
  UrlEntry,
  UrlPrefixes,
  View,
} from './urls/types.ts'
export { varyBy } from './vary.ts'
