using System;
using System.Globalization;
using SQLitePCL;
using ThreadStore.Queries;
using ThreadStore.Sqlite;

namespace ThreadStore.Measuring;

/// <summary>An index of many threads without their logs: what lists read, and nothing that a store would take away again.</summary>
internal sealed class ListedIndex : IDisposable
{
    private readonly ScratchFolder _home = new();

    /// <summary>Makes the index.</summary>
    /// <param name="threads">How many rows: one in ten is archived, one in twenty hidden, one in ten was started by another thread.</param>
    public ListedIndex(int threads)
    {
        Files = new IndexFiles(_home.Path, indexDirectory: null, IndexSchema.Hash);
        SqliteIndexWriter.Open(Files).Dispose();
        using (var connection = SqliteConnection.Open(DatabasePath, SqliteOpenMode.ReadWrite))
        {
            Fill(connection, threads);
        }

        Reader = new IndexReader(Files);
    }

    public IndexFiles Files { get; }

    public IndexReader Reader { get; }

    public string DatabasePath => Files.DatabasePath(1);

    /// <summary>The id of a row.</summary>
    public static ThreadId Id(int number) => ThreadId.Parse($"01a1fcb8-0000-7000-8000-{number:x12}");

    public void Dispose()
    {
        Reader.Dispose();
        _home.Dispose();
    }

    private static void Fill(SqliteConnection connection, int threads)
    {
        const string Message = "'Please mend the flaky test number ' || ?2 || ' in the storage layer and say why'";
        connection.Execute("BEGIN");
        using var insert = connection.Prepare(string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO threads(id, rollout_path, archived, log_offset, log_head, log_tail, created_at_ms, updated_at_ms, recency_at_ms, source, originator,
                model_provider, model, reasoning_effort, cwd, cli_version, title, preview, first_user_message, tokens_used, git_sha, git_branch, git_origin_url,
                approval_mode, sandbox_policy, history_mode, parent_thread_id)
            SELECT ?1, printf('sessions/2026/11/21/rollout-2026-11-21T06-08-10-01a1fcb8-0000-7000-8000-%012x.jsonl', ?2), ?2 % 10 = 0, 20000 + ?2, ?2, ?2,
                1795241290743 + ?2 * 1000, 1795241290743 + (?2 * 7919 % {threads}) * 1000, 1795241290743 + (?2 * 104729 % {threads}) * 1000, 'cli', 'codex_cli_rs',
                'openai', 'gpt-5', 'medium', '/home/user/project-' || (?2 % 100), '0.169.0', {Message}, CASE WHEN ?2 % 20 <> 3 THEN {Message} END, {Message},
                ?2 * 10, '0123456789abcdef0123456789abcdef01234567', 'main', 'https://example.com/repository.git', 'on-request',
                '{StoredThread.DefaultSandboxPolicy}', 'paginated', CASE WHEN ?2 % 10 = 9 THEN printf('01a1fcb8-0000-7000-8000-%012x', ?2 / 20) END
            """));
        for (var number = 0; number < threads; number++)
        {
            insert.BindId(1, Id(number));
            insert.BindInt64(2, number);
            if (insert.Step() != raw.SQLITE_DONE)
            {
                throw connection.Failure("cannot fill the index");
            }

            insert.Reset();
        }

        connection.Execute("COMMIT");
    }
}
