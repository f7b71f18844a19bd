using System;
using System.Security.Cryptography;
using System.Text;

namespace ThreadStore.Projection;

/// <content>The tables and indexes, and the hash that names their file.</content>
internal static partial class ThreadFacts
{
    /// <summary>Raised when the meaning of a column changes though the tables do not: it makes every home build its index anew.</summary>
    public const int Version = 1;

    /// <summary>The rows that lists and reads show.</summary>
    public const string CreateTable =
        """
        CREATE TABLE IF NOT EXISTS threads(
            id BLOB NOT NULL UNIQUE,
            rollout_path TEXT NOT NULL,
            archived INTEGER NOT NULL,
            log_offset INTEGER NOT NULL,
            log_head INTEGER NOT NULL,
            log_tail INTEGER NOT NULL,
            created_at_ms INTEGER,
            updated_at_ms INTEGER,
            recency_at_ms INTEGER,
            source TEXT,
            thread_source TEXT,
            originator TEXT,
            model_provider TEXT,
            model TEXT,
            reasoning_effort TEXT,
            cwd TEXT,
            cli_version TEXT,
            title TEXT,
            preview TEXT,
            first_user_message TEXT,
            name TEXT,
            name_at_ms INTEGER,
            tokens_used INTEGER,
            git_sha TEXT,
            git_branch TEXT,
            git_origin_url TEXT,
            memory_mode TEXT,
            approval_mode TEXT,
            sandbox_policy TEXT,
            history_mode TEXT,
            agent_nickname TEXT,
            agent_role TEXT,
            agent_path TEXT,
            forked_from_id TEXT,
            parent_thread_id TEXT,
            history_base_thread_id TEXT,
            history_base_end INTEGER
        );

        """;

    /// <summary>One index per sort order of visible threads; directions as the cursors compare.</summary>
    public const string CreateIndexes =
        """
        CREATE INDEX IF NOT EXISTS threads_by_updated ON threads(archived, updated_at_ms DESC, id DESC) WHERE preview IS NOT NULL;
        CREATE INDEX IF NOT EXISTS threads_by_created ON threads(archived, created_at_ms DESC, id DESC) WHERE preview IS NOT NULL;
        CREATE INDEX IF NOT EXISTS threads_by_recency ON threads(archived, recency_at_ms DESC, id DESC) WHERE preview IS NOT NULL;

        """;

    /// <summary>What is not a function of one thread's log: names out of the index file that Codex keeps, and watermarks.</summary>
    public const string CreateSideTables =
        """
        CREATE TABLE IF NOT EXISTS session_names(id BLOB PRIMARY KEY, name TEXT, updated_at_ms INTEGER) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS store_state(key TEXT PRIMARY KEY, value);

        """;

    /// <summary>Everything that a new index file needs; may run on one that has it.</summary>
    public const string Schema = CreateTable + CreateIndexes + CreateSideTables;

    /// <summary>Eight hex digits that stand in the index file's name: another schema or version is another file.</summary>
    public static string SchemaHash { get; } = HashSchema();

    private static string HashSchema()
    {
        var text = Encoding.UTF8.GetBytes($"{Version}\n{Schema}");
        return Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 4));
    }
}
