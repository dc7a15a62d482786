import Diagnostics
import JSONModel

/// Reads the body of `POST /orders`.
struct OrderRequest {
    /// One field that is wrong.
    struct Fault: Hashable, Sendable {
        /// JSON pointer into the body.
        var pointer: String
        /// The end of a sentence that begins with the field.
        var detail: String
    }

    /// What is wrong with a body.
    enum Failure: Error, Hashable, Sendable {
        case notJSON(String)
        case invalid([Fault])
    }

    static let maximumBytes = 64 * 1_024
    static let maximumItems = 100, maximumText = 128, maximumQuantity: Int64 = 1_000_000

    private let body: [UInt8]
    private let isKnown: (String) -> Bool
    private var faults: [Fault] = []

    /// - Parameter isKnown: whether there is a product of that id.
    static func read(
        _ body: [UInt8], id: String, isKnown: @escaping (String) -> Bool
    ) throws(Failure) -> NewOrder {
        let root: JSONNode
        do {
            root = try JSONParser.parseNode(body, limits: JSONLimits(maximumDepth: 32, maximumBytes: maximumBytes))
        } catch {
            throw .notJSON("offset \(error.offset): \(error.message)")
        }
        var request = OrderRequest(body: body, isKnown: isKnown)
        let order = request.order(root, id)
        guard request.faults.isEmpty else { throw .invalid(request.faults) }
        return order
    }

    private mutating func order(_ root: JSONNode, _ id: String) -> NewOrder {
        var order = NewOrder(id: id, customerID: "", items: [])
        guard case .object = root.kind else {
            fault("", "must be an object")
            return order
        }
        order.customerID = text(root, "customerId", at: "")
        guard case .array(let items)? = root.member("items")?.kind else {
            fault("/items", root.member("items") == nil ? "is missing" : "must be an array")
            return order
        }
        if items.isEmpty { fault("/items", "must not be empty") }
        if items.count > Self.maximumItems {
            fault("/items", "must have at most \(Self.maximumItems) elements")
            return order
        }
        for (index, item) in items.enumerated() { order.items.append(self.item(item, at: "/items/\(index)")) }
        return order
    }

    private mutating func item(_ node: JSONNode, at pointer: String) -> OrderItem {
        guard case .object = node.kind else {
            fault(pointer, "must be an object")
            return OrderItem(productID: "", quantity: 1, price: Money(minorUnits: 0))
        }
        let product = text(node, "productId", at: pointer)
        if !product.isEmpty, !isKnown(product) { fault("\(pointer)/productId", "names no product") }
        let quantity: Int64 = read(node, "quantity", at: pointer, else: 1) { member, _ in
            guard case .number(let number) = member.kind else { return .failure("must be a number") }
            guard let quantity = number.int64Value, (1...Self.maximumQuantity).contains(quantity) else {
                return .failure("must be a whole number from 1 to \(Self.maximumQuantity)")
            }
            return .success(quantity)
        }
        let price = read(node, "price", at: pointer, else: Money(minorUnits: 0)) { member, body in
            guard case .number = member.kind else { return .failure(.init(Money.Fault.notANumber.rawValue)) }
            return Result { () throws(Money.Fault) in try Money(price: body[member.span.start..<member.span.end]) }
                .mapError { Wrong($0.rawValue) }
        }
        return OrderItem(productID: product, quantity: quantity, price: price)
    }

    /// A text of 1 to 128 characters, none of them a control character.
    private mutating func text(_ node: JSONNode, _ name: String, at pointer: String) -> String {
        read(node, name, at: pointer, else: "") { member, _ in
            guard case .string(let text) = member.kind else { return .failure("must be a string") }
            let isClean = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            guard isClean, (1...Self.maximumText).contains(text.unicodeScalars.count) else {
                return .failure("must have 1 to \(Self.maximumText) characters, and no control characters")
            }
            return .success(text)
        }
    }

    /// What is wrong with a field.
    private struct Wrong: Error, ExpressibleByStringInterpolation {
        let detail: String
        init(_ detail: String) { self.detail = detail }
        init(stringLiteral detail: String) { self.init(detail) }
    }

    /// Reads a member, or notes what is wrong with it.
    private mutating func read<Value>(
        _ node: JSONNode, _ name: String, at pointer: String, else substitute: Value,
        _ value: (_ member: JSONNode, _ body: [UInt8]) -> Result<Value, Wrong>
    ) -> Value {
        do throws(Wrong) {
            guard let member = node.member(name) else { throw "is missing" }
            return try value(member, body).get()
        } catch {
            fault("\(pointer)/\(name)", error.detail)
            return substitute
        }
    }

    private mutating func fault(_ pointer: String, _ detail: String) {
        faults.append(Fault(pointer: pointer, detail: detail))
    }
}

extension JSONNode {
    /// The last member of that name, as `JSON.parse` takes it.
    fileprivate func member(_ name: String) -> JSONNode? {
        guard case .object(let members) = kind else { return nil }
        return members.last { $0.key == name }?.value
    }
}
