import Diagnostics
import JSONModel
import JSONPath

// Paths, reference paths and intrinsic calls, compiled as they are read.
extension DefinitionDecoder {
    /// `InputPath`, `OutputPath`: a path or null.
    mutating func pathSelection(_ object: ObjectReader, _ name: String) -> PathSelection {
        guard let field = object[name], !field.isNull else { return object.has(name) ? .discard : .whole }
        guard let path = path(field) else { return .whole }
        return path.text == "$" ? .whole : .path(path)
    }

    /// `ResultPath`: a reference path into the input, or null.
    mutating func resultPlacement(_ object: ObjectReader) -> ResultPlacement {
        guard let field = object["ResultPath"], !field.isNull else {
            return object.has("ResultPath") ? .discard : .replace
        }
        guard let text = string(field), text != "$" else { return .replace }
        do {
            return .write(try ReferencePath(text))
        } catch {
            if !isSubstitution(field) { report(.notAReferencePath(at: field, error, place(of: error, in: field))) }
            return .replace
        }
    }

    mutating func path(_ field: Field) -> JSONPath? {
        guard let text = string(field) else { return nil }
        do {
            let path = try JSONPath(text)
            checkAreAssigned(path.variableNames, at: field)
            return path
        } catch {
            if !isSubstitution(field) { report(.notAPath(at: field, error, place(of: error, in: field))) }
            return nil
        }
    }

    /// A path that names at most one value: `SecondsPath`, `Variable` …
    mutating func referencePath(_ field: Field) -> JSONPath? {
        guard let text = string(field) else { return nil }
        do {
            let path = try JSONPath(text)
            checkAreAssigned(path.variableNames, at: field)
            if path.isDefinite { return path }
            report(.notAReferencePath(at: field, nil, field.node.span))
        } catch {
            if !isSubstitution(field) { report(.notAReferencePath(at: field, error, place(of: error, in: field))) }
        }
        return nil
    }

    /// A `…Path` field that holds a number or a time.
    mutating func referenceExpression(_ field: Field, takesContext: Bool = true) -> ValueExpression? {
        guard let path = referencePath(field) else { return nil }
        if !takesContext, path.root == .context {
            report(.notAReferencePath(at: field, nil, field.node.span))
        }
        return try? ValueExpression(path.text)
    }

    /// A path or an intrinsic call: `ErrorPath`, `CausePath`.
    mutating func valueExpression(_ field: Field) -> ValueExpression? {
        guard let text = string(field) else { return nil }
        do {
            let expression = try ValueExpression(text)
            checkAreAssigned(expression.variableNames, at: field)
            return expression
        } catch {
            if !isSubstitution(field) { report(.notAPathOrIntrinsic(at: field, error, place(of: error, in: field))) }
            return nil
        }
    }

    /// Where an error inside a text stands in the source.
    func place(of error: JSONPathSyntaxError, in field: Field) -> SourceSpan {
        place(ofUTF8: error.offset, in: field.node)
    }

    /// Where the bytes in `range` of a JSON string's value stand in the source.
    func place(ofUTF8 range: Range<Int>, in node: JSONNode) -> SourceSpan {
        let start = place(ofUTF8: range.lowerBound, in: node)
        guard start != node.span, !range.isEmpty else { return start }
        return SourceSpan(start: start.start, end: place(ofUTF8: range.upperBound, in: node).start)
    }

    /// Where byte `offset` of a JSON string's value stands in the source: escapes are longer than what they mean.
    ///
    /// - Returns: the whole string if it is not JSON (but YAML).
    func place(ofUTF8 offset: Int, in node: JSONNode) -> SourceSpan {
        let (start, end) = (node.span.start, node.span.end)
        guard end <= source.count, end - start >= 2, source[start] == UInt8(ascii: "\""), isJSON else {
            return node.span
        }
        var index = start + 1, meant = 0
        while index < end - 1, meant < offset {
            guard source[index] == UInt8(ascii: "\\") else {
                (index, meant) = (index + 1, meant + 1)
                continue
            }
            guard source[index + 1] == UInt8(ascii: "u"), index + 6 < end else {
                (index, meant) = (index + 2, meant + 1)
                continue
            }
            let unit = UInt32(String(decoding: source[index + 2..<index + 6], as: UTF8.self), radix: 16) ?? 0
            // Each half of a surrogate pair counts for two of its four bytes.
            meant += unit < 0x80 ? 1 : unit < 0x800 || (0xD800..<0xE000).contains(unit) ? 2 : 3
            index += 6
        }
        return SourceSpan(start: index, end: max(index, end - 1))
    }
}
