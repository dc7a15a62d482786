extension Schema {
    /// Format 2: an execution that another one started knows that one also if nobody waits for it; traces go on; a
    /// worker whose call was repeated gets the same task.
    static let traces = """
        -- 0: the parent does not wait for the end.
        ALTER TABLE executions ADD COLUMN parent_waits INTEGER NOT NULL DEFAULT 1;
        -- What a tracer puts into headers: a JSON object.
        ALTER TABLE executions ADD COLUMN trace TEXT;

        -- The call that took it; NULL while it waits for a worker. It stays until it is answered.
        ALTER TABLE activity_task ADD COLUMN taken_by TEXT;
        DROP INDEX activity_task_by_activity;
        CREATE INDEX activity_task_waiting ON activity_task (activity) WHERE taken_by IS NULL;
        CREATE UNIQUE INDEX activity_task_taken ON activity_task (taken_by) WHERE taken_by IS NOT NULL;
        CREATE INDEX activity_task_by_execution ON activity_task (execution);
        """
}
