import JSONModel
import StatesLanguage

/// What the service says of names and ARNs before it looks anything up.
extension StandInService {
    mutating func createActivity(_ request: JSONValue) throws -> JSONValue {
        let name = request["name"]?.stringValue ?? ""
        guard !ResourceName.hasForbiddenCharacter(name) else {
            throw ServiceError(code: "InvalidName", message: "Invalid Name: '\(name)'")
        }
        let arn = "arn:aws:states:\(setting.region):\(RecordedSetting.accountID):activity:\(name)"
        resources.create(activity: arn)
        return Self.response(["activityArn": .string(arn), "creationDate": Self.date])
    }

    /// Refuses a request with an ARN that is none.
    static func checkARNs(of request: JSONValue) throws {
        for (name, value) in request.objectValue ?? [:] where name.hasSuffix("Arn") && name != "roleArn" {
            guard let arn = value.stringValue, !arn.hasPrefix("arn:") else { continue }
            throw ServiceError(code: "InvalidArn", message: "Invalid Arn: 'Invalid ARN prefix: \(arn)'")
        }
    }

    /// Refuses a request about a machine that was not created.
    func checkMachine(of request: JSONValue) throws {
        guard let arn = request["stateMachineArn"]?.stringValue, arn != setting.machineARN else { return }
        throw ServiceError(code: "StateMachineDoesNotExist", message: "State Machine Does Not Exist: '\(arn)'")
    }
}
