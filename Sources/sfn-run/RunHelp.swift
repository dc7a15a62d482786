/// What `sfn-run run --help` says beyond the options.
enum RunHelp {
    static let discussion = """
        Examples:

          sfn-run machine.asl.json --input order.json --mocks answers.json

          sfn-run run machine.asl.json --task pay=./pay.sh --history history.json

        Virtual time jumps over everything that waits; equal seeds and start times give equal runs.

        TASKS. A task is answered by the mock file if that has its state, else by a command of --task. A task that \
        nothing stands behind stops the run before it starts. NAME is the resource's ARN; the name of a Lambda \
        function (of lambda:invoke the FunctionName) or of an activity; the name of the state; or a service's call \
        such as sqs:sendMessage.

        COMMAND is run by sh -c, one process group per run of the task. Standard input is the task's input as \
        JSON (of lambda:invoke the Payload), standard output its result as JSON; no output is null. Any other exit \
        status than 0 is a failure of the task: its last line on standard error gives error and cause, as \
        {"errorType": …, "errorMessage": …} or as a text. The environment has SFN_STATE, SFN_RESOURCE, \
        SFN_RETRY_COUNT, SFN_EXECUTION and SFN_TASK_TOKEN; of a .waitForTaskToken task the output is what the token's \
        owner would have sent. A timeout or Ctrl-C ends the command with all it started. While a command runs, \
        virtual time moves with the wall.

        CHILDREN. states:startExecution[.sync[:2]] starts the FILE whose NAME is the state machine's ARN or name, or \
        the name of the state.

        DISTRIBUTED MAPS. ItemReader and ResultWriter use the folder of --s3-root: CSV, JSON, JSON Lines, lists of \
        objects, S3 inventories and Athena manifests, as they are or compressed by gzip. Children have executions of \
        their own; the histories of those that do not succeed stand in DIR/LABEL/NAME.json with --child-histories \
        DIR (all of them with --child-histories-of all).

        REDRIVE. --redrive FILE goes on with a standard execution that failed, timed out or was aborted, from what \
        GetExecutionHistory gave of it or --history wrote. States that did not succeed run again; the others keep what \
        the history has. --start-time is the time of the redrive. --history and --format history write the whole \
        history, the given events as they are.

        DATABASE. --database FILE keeps the execution in a SQLite file while it runs, in real time: killed at any \
        moment, it is gone on with by sfn-run executions resume. A command for a .waitForTaskToken task then hands \
        the token on, and executions send-success answers it. Its --name is a UUID when left out.

        --format logs prints what the execution logs, --format sync the answer to StartSyncExecution.

        --format json prints {"status", "output" | "error" and "cause", "executionArn", "startTime", "endTime", \
        "durationMilliseconds", "counts": {"states", "events", "tasks", "retries"}, \
        "mapRuns": [what DescribeMapRun says]}.

        Exit status: 0 the execution succeeded, 2 it failed, timed out or was aborted, 1 it could not run, 64 usage.
        """
}
