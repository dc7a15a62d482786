import JSONModel

extension IntrinsicNode {
    /// Evaluates the arguments from left to right and applies the function. Small arities go without an array.
    func evaluate(in scope: inout some ExpressionScope) throws(IntrinsicFailure) -> JSONValue {
        switch function {
        case .mathAdd:
            return try IntrinsicMath.add(try argument(0, in: &scope), try argument(1, in: &scope))
        case .mathRandom:
            return try random(in: &scope)
        case .uuid:
            return .string(IntrinsicMath.uuid(scope.nextRandom(), scope.nextRandom()))
        case .format:
            return .string(try format(in: &scope))
        case .array:
            return .array(JSONArray(try allArguments(in: &scope)))
        case .arrayContains:
            return try IntrinsicArrays.contains(try argument(0, in: &scope), try argument(1, in: &scope))
        case .arrayGetItem:
            return try IntrinsicArrays.item(try argument(0, in: &scope), try argument(1, in: &scope))
        case .arrayLength:
            return try IntrinsicArrays.length(try argument(0, in: &scope))
        case .arrayPartition:
            return try IntrinsicArrays.partition(try argument(0, in: &scope), try argument(1, in: &scope))
        case .arrayRange:
            return try IntrinsicArrays.range(
                try argument(0, in: &scope), try argument(1, in: &scope), try argument(2, in: &scope))
        case .arrayUnique:
            return try IntrinsicArrays.unique(try argument(0, in: &scope))
        case .base64Decode:
            return try IntrinsicStrings.base64Decode(try argument(0, in: &scope))
        case .base64Encode:
            return try IntrinsicStrings.base64Encode(try argument(0, in: &scope))
        case .hash:
            return try IntrinsicStrings.hash(try argument(0, in: &scope), try argument(1, in: &scope))
        case .stringSplit:
            return try IntrinsicStrings.split(try argument(0, in: &scope), try argument(1, in: &scope))
        case .jsonMerge:
            return try IntrinsicJSON.merge(
                try argument(0, in: &scope), try argument(1, in: &scope), try argument(2, in: &scope))
        case .jsonToString:
            return .string(try argument(0, in: &scope).description)
        case .stringToJSON:
            return try IntrinsicJSON.parse(try argument(0, in: &scope))
        }
    }

    private func argument(
        _ index: Int, in scope: inout some ExpressionScope
    ) throws(IntrinsicFailure) -> JSONValue {
        switch arguments[index] {
        case .literal(let value):
            return value
        case .path(let path):
            do throws(JSONPathError) {
                return try path.evaluateLeniently(in: &scope)
            } catch {
                throw .path(path, error)
            }
        case .call(let node):
            return try node.evaluate(in: &scope)
        }
    }

    private func allArguments(in scope: inout some ExpressionScope) throws(IntrinsicFailure) -> [JSONValue] {
        var values: [JSONValue] = []
        values.reserveCapacity(arguments.count)
        for index in arguments.indices { values.append(try argument(index, in: &scope)) }
        return values
    }

    private func random(in scope: inout some ExpressionScope) throws(IntrinsicFailure) -> JSONValue {
        let start = try argument(0, in: &scope)
        let end = try argument(1, in: &scope)
        if arguments.count == 3 {
            return try IntrinsicMath.randomInteger(from: start, to: end, seed: try argument(2, in: &scope))
        }
        return try IntrinsicMath.randomInteger(from: start, to: end, bits: scope.nextRandom())
    }

    private func format(in scope: inout some ExpressionScope) throws(IntrinsicFailure) -> String {
        let parsed: FormatTemplate
        if let template {
            parsed = template
        } else {
            // The service prints a template that is no string and goes on with that.
            parsed = FormatTemplate(JavaText.text(of: try argument(0, in: &scope)))
        }
        guard let pieces = parsed.pieces else {
            throw .message("Invalid template in States.Format: \(parsed.fault)")
        }
        guard pieces.count == arguments.count else {
            let detail = "number of arguments do not match the occurrences of {}."
            throw .message("Invalid arguments in States.Format: \(detail)")
        }
        var text = pieces[0]
        for index in 1..<arguments.count {
            try appendFormatted(index, to: &text, in: &scope)
            text += pieces[index]
        }
        return text
    }

    /// Appends an argument of `States.Format` as Java prints it. What `States.StringToJson` gives is a JSON node there,
    /// which prints as JSON.
    private func appendFormatted(
        _ index: Int, to text: inout String, in scope: inout some ExpressionScope
    ) throws(IntrinsicFailure) {
        let value = try argument(index, in: &scope)
        if case .call(let node) = arguments[index], node.function == .stringToJSON {
            text += value.description
        } else {
            JavaText.write(value, to: &text)
        }
    }
}
