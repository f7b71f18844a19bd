using System;

namespace ThreadStore.Projection;

/// <content>
/// The upsert, as compare-and-advance: a row moves only from the offset at which the delta starts, and only together with that offset.
/// SQL at the level of SQLite 3.35.
/// </content>
internal static partial class ThreadFacts
{
    /// <summary>Every column, in the table's order; positions in <see cref="Column"/>.</summary>
    public const string Columns =
        """
        id, rollout_path, archived, log_offset, log_head, log_tail, created_at_ms, updated_at_ms, recency_at_ms, source,
        thread_source, originator, model_provider, model, reasoning_effort, cwd, cli_version, title, preview,
        first_user_message, name, name_at_ms, tokens_used, git_sha, git_branch, git_origin_url, memory_mode, approval_mode,
        sandbox_policy, history_mode, agent_nickname, agent_role, agent_path, forked_from_id, parent_thread_id,
        history_base_thread_id, history_base_end
        """;

    /// <summary>A row's first values as the bits of <see cref="FactMask"/>.</summary>
    public const string SettledExpression =
        """
        (created_at_ms IS NOT NULL) * 8589934592 + (originator IS NOT NULL) * 4 + (cwd IS NOT NULL) * 64 +
        (title IS NOT NULL) * 256 + (preview IS NOT NULL) * 512 + (first_user_message IS NOT NULL) * 1024 +
        (history_mode IS NOT NULL) * 262144
        """;

    /// <summary>For a delta from 0: a thread without a row. A row that exists is left alone, and no row counts as changed.</summary>
    public static ReadOnlySpan<byte> Insert =>
        """
        INSERT INTO threads(
            id, rollout_path, archived, log_offset, log_head, log_tail, created_at_ms, updated_at_ms, recency_at_ms, source,
            thread_source, originator, model_provider, model, reasoning_effort, cwd, cli_version, title, preview,
            first_user_message, name, name_at_ms, tokens_used, git_sha, git_branch, git_origin_url, memory_mode, approval_mode,
            sandbox_policy, history_mode, agent_nickname, agent_role, agent_path, forked_from_id, parent_thread_id,
            history_base_thread_id, history_base_end)
        VALUES(
            ?1, ?6, ?7, ?3, ?4, ?5, ?9, ?8,
            nullif(max(coalesce(?10, -9223372036854775807), coalesce(?9, -9223372036854775807)), -9223372036854775807), ?18, ?19,
            ?20, ?21, ?22, ?23, coalesce(?43, ?24), ?25, ?26, ?27, ?28, ?29, ?12, ?11, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41,
            ?42, ?13)
        ON CONFLICT(id) DO NOTHING
        """u8;

    /// <summary>For a delta with facts.</summary>
    public static ReadOnlySpan<byte> Update =>
        """
        UPDATE threads SET
            log_offset = ?3,
            log_head = ?4,
            log_tail = ?5,
            created_at_ms = coalesce(created_at_ms, ?9),
            updated_at_ms = max(coalesce(updated_at_ms, ?8), coalesce(?8, updated_at_ms)),
            recency_at_ms = nullif(max(coalesce(recency_at_ms, -9223372036854775807), coalesce(?10, -9223372036854775807), coalesce(created_at_ms, ?9, -9223372036854775807)), -9223372036854775807),
            source = coalesce(?18, source),
            thread_source = coalesce(?19, thread_source),
            originator = coalesce(originator, ?20),
            model_provider = coalesce(?21, model_provider),
            model = coalesce(?22, model),
            reasoning_effort = coalesce(?23, reasoning_effort),
            cwd = coalesce(?43, cwd, ?24),
            cli_version = coalesce(?25, cli_version),
            title = coalesce(title, ?26),
            preview = coalesce(preview, ?27),
            first_user_message = coalesce(first_user_message, ?28),
            name = CASE WHEN ?12 >= coalesce(name_at_ms, -9223372036854775807) THEN ?29 ELSE name END,
            name_at_ms = CASE WHEN ?12 >= coalesce(name_at_ms, -9223372036854775807) THEN ?12 ELSE name_at_ms END,
            tokens_used = coalesce(?11, tokens_used),
            git_sha = CASE WHEN ?14 THEN ?30 ELSE git_sha END,
            git_branch = CASE WHEN ?15 THEN ?31 ELSE git_branch END,
            git_origin_url = CASE WHEN ?16 THEN ?32 ELSE git_origin_url END,
            memory_mode = CASE WHEN ?17 THEN ?33 ELSE memory_mode END,
            approval_mode = coalesce(?34, approval_mode),
            sandbox_policy = coalesce(?35, sandbox_policy),
            history_mode = coalesce(history_mode, ?36),
            agent_nickname = coalesce(?37, agent_nickname),
            agent_role = coalesce(?38, agent_role),
            agent_path = coalesce(?39, agent_path),
            forked_from_id = coalesce(?40, forked_from_id),
            parent_thread_id = coalesce(?41, parent_thread_id),
            history_base_thread_id = coalesce(?42, history_base_thread_id),
            history_base_end = coalesce(?13, history_base_end)
        WHERE id = ?1 AND log_offset = ?2
        """u8;

    /// <summary>
    /// For a delta without facts. It names no column of the partial indexes but the newest activity, so that the other indexes are not
    /// rewritten.
    /// </summary>
    public static ReadOnlySpan<byte> Touch =>
        """
        UPDATE threads SET
            log_offset = ?3,
            log_head = ?4,
            log_tail = ?5,
            updated_at_ms = max(coalesce(updated_at_ms, ?8), coalesce(?8, updated_at_ms))
        WHERE id = ?1 AND log_offset = ?2
        """u8;
}
