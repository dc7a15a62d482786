import Crypto
import Foundation
import Hummingbird
import Logging
import Metrics
import StatesLanguage
import StatesRuntime
import TransactionalOutbox

/// What a request comes with.
struct OrderContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Address of the client; `nil` in tests without a socket.
    let client: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        client = source.channel.remoteAddress?.ipAddress
    }
}

/// Stands around every route: who may ask, how often, what a failure looks like, and what is measured of it.
struct Gatekeeper: RouterMiddleware {
    /// SHA-256 of the bearer token, if one is needed.
    private let tokenDigest: SHA256Digest?
    private let limiter: RateLimiter?
    private let clock: any RuntimeClock
    private let logger: Logger

    init(token: String?, limiter: RateLimiter?, clock: any RuntimeClock, logger: Logger) {
        tokenDigest = token.map { SHA256.hash(data: Data($0.utf8)) }
        (self.limiter, self.clock, self.logger) = (limiter, clock, logger)
    }

    func handle(
        _ request: Request, context: OrderContext, next: (Request, OrderContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response: Response
        do {
            try admit(request, context)
            response = try await next(request, context)
        } catch {
            response = problem(error, request).response
        }
        let route = context.endpointPath ?? "none"
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        Metrics.Timer(
            label: "http.server.request.duration",
            dimensions: [("route", route), ("status", "\(response.status.code)")]
        ).recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        return response
    }

    private func admit(_ request: Request, _ context: OrderContext) throws(Problem) {
        // Whoever asks whether the service lives has no token, and asks often.
        if request.uri.path.hasPrefix("/health") { return }
        if let limiter, let client = context.client,
            let seconds = limiter.refusal(of: client, at: clock.now.millisecondsSinceEpoch)
        {
            throw .tooManyRequests(retryAfterSeconds: seconds)
        }
        guard let tokenDigest else { return }
        let header = request.headers[.authorization] ?? ""
        // Digests compare in constant time, and say nothing of the token's length.
        guard header.hasPrefix("Bearer "), SHA256.hash(data: Data(header.dropFirst(7).utf8)) == tokenDigest else {
            throw .unauthorized
        }
    }

    private func problem(_ error: any Error, _ request: Request) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case is UnknownOrder: return .notFound
        case let error as HTTPError where error.status == .notFound: return unrouted(request)
        case let error as HTTPError:
            return Problem("refused", error.status, error.status.reasonPhrase, detail: error.body)
        case let error as OutboxError: return .unavailable(error.message)
        default:
            logger.error("a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return .internalError
        }
    }

    /// No route takes the request: is it the path, or the method?
    private func unrouted(_ request: Request) -> Problem {
        let methods = Route.all.filter { $0.matches(path: request.uri.path) }.map(\.method.rawValue)
        guard !methods.isEmpty else { return .notFound }
        return Problem(
            "method-not-allowed", .methodNotAllowed, "The resource does not have this method",
            headers: [.allow: methods.joined(separator: ", ")])
    }
}

/// One route of the service. The OpenAPI document has the same.
struct Route: Hashable {
    var method: HTTPRequest.Method
    /// As OpenAPI writes it, which is how the router takes it.
    var path: String

    init(_ method: HTTPRequest.Method, _ path: String) { (self.method, self.path) = (method, path) }

    static let postOrder = Route(.post, "/orders"), cancelOrder = Route(.post, "/orders/{orderId}/cancel")
    static let getOrders = Route(.get, "/orders"), getOrder = Route(.get, "/orders/{orderId}")
    static let getProducts = Route(.get, "/products"), health = Route(.get, "/health")
    static let healthLive = Route(.get, "/health/live"), healthReady = Route(.get, "/health/ready")
    static let metrics = Route(.get, "/metrics"), openAPI = Route(.get, "/openapi.json")

    static let all = [
        postOrder, getOrders, getOrder, cancelOrder, getProducts, health, healthLive, healthReady, metrics, openAPI,
    ]

    func matches(path: String) -> Bool {
        let own = self.path.split(separator: "/"), other = path.split(separator: "/")
        return own.count == other.count && zip(own, other).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }
}
