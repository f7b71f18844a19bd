using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Conformance;

/// <summary>The law: a row is a function of its thread's lines. Which lines give which column: docs/formats/index-file.md.</summary>
/// <inheritdoc/>
public abstract class FactsConformance<TBackend> : StoreConformance<TBackend>
    where TBackend : StoreBackend, new()
{
    [Fact]
    public async Task Create_EveryParameter_IsInTheRow()
    {
        var id = ThreadId.New(Clock);
        var parent = ThreadId.New(Clock);
        var origin = ThreadId.New(Clock);
        await WriteAsync("hello", new CreateThreadParams
        {
            Id = id,
            Cwd = "/work",
            Source = "exec",
            ThreadSource = "subagent",
            Originator = "host",
            CliVersion = "1.2",
            ModelProvider = "provider",
            MemoryMode = "disabled",
            Git = new GitInfo("abc", "main", "https://user:secret@example.com/repo.git"),
            Parent = parent,
            ForkedFrom = origin,
            CreatedAt = ConformanceClock.Start.AddMinutes(-5),
        });

        var row = await Store.ReadAsync(id);
        Assert.Equal((id, "/work", "exec", "subagent", "host", "1.2", "provider"), (row.Id, row.Cwd, row.Source, row.ThreadSource, row.Originator, row.CliVersion, row.ModelProvider));
        Assert.Equal(("disabled", "abc", "main", "https://example.com/repo.git"), (row.MemoryMode, row.GitSha, row.GitBranch, row.GitOriginUrl));
        Assert.Equal((parent.ToString(), origin.ToString()), (row.ParentThreadId, row.ForkedFromId));
        Assert.Equal((ConformanceClock.Start.AddMinutes(-5), ConformanceClock.Start), (row.CreatedAt, row.UpdatedAt));
        Assert.False(row.Archived);
    }

    [Fact]
    public async Task Row_OfAThreadThatSaysNothingOfThem_HasTheDefaults()
    {
        var row = await Store.ReadAsync(await WriteAsync("hello"));

        Assert.Equal((StoredThread.DefaultMemoryMode, StoredThread.DefaultApprovalMode, StoredThread.DefaultSandboxPolicy), (row.MemoryMode, row.ApprovalMode, row.SandboxPolicy));
        Assert.Equal((0L, null, null, null), (row.TokensUsed, row.Name, row.Model, row.ModelProvider));
        Assert.Equal(row.CreatedAt, row.RecencyAt);
    }

    [Fact]
    public async Task Conformance10_AGoalBeforeTheFirstMessage_SetsThePreviewOnly()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Goal("ship it"));
        await AssertTextsAsync(thread.Id, preview: "ship it", title: null, firstMessage: null);

        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("hello"));
        await AssertTextsAsync(thread.Id, preview: "ship it", title: "hello", firstMessage: "hello");
    }

    [Fact]
    public async Task Conformance11_LaterMessages_MoveUpdatedAtOnly()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("first"));
        var before = await Store.ReadAsync(thread.Id);

        Clock.AdvanceMs(6000);
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("second"));

        var after = await Store.ReadAsync(thread.Id);
        Assert.Equal(before with { UpdatedAtMs = before.UpdatedAtMs + 6000, LogOffset = after.LogOffset }, after);
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Conformance17_TheFirstMessage_FillsFirstUserMessagePreviewAndTitle(HistoryMode mode)
    {
        await using var thread = await CreateAsync(mode);
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("  fix the\n\nbuild 👩‍👩‍👧 \t", mode));

        await AssertTextsAsync(thread.Id, "fix the\n\nbuild 👩‍👩‍👧", "fix the\n\nbuild 👩‍👩‍👧", "fix the\n\nbuild 👩‍👩‍👧");
    }

    [Theory]
    [InlineData("context\n## My request for Codex:\nplease do it\n", "please do it")]
    [InlineData("a ## My request for Codex: b ## My request for Codex: c", "b ## My request for Codex: c")]
    [InlineData("\u00a0\u2003text\u3000", "text")]
    public async Task Title_IsWhatFollowsTheRequestMark_Trimmed(string message, string title)
    {
        var id = await WriteAsync(message);

        await AssertTextsAsync(id, title, title, title);
    }

    [Fact]
    public async Task Title_OfSeveralParts_IsTheirTextsWithoutASeparator()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Utf8(
            """{"type":"item_completed","item":{"type":"UserMessage","content":[{"type":"text","text":"part one"},{"type":"image"},{"type":"text","text":"part two"}]}}"""));

        await AssertTextsAsync(thread.Id, "part onepart two", "part onepart two", "part onepart two");
    }

    [Fact]
    public async Task Conformance13_ATurnsStart_MovesRecencyAndUpdatedAt()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("hello"));
        Clock.AdvanceMs(7000);
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.TurnStart());

        var row = await Store.ReadAsync(thread.Id);
        Assert.Equal((row.CreatedAtMs + 7000, row.CreatedAtMs + 7000), (row.RecencyAtMs, row.UpdatedAtMs));
    }

    [Fact]
    public async Task Conformance18_WhatAgentAndToolsPutOut_MovesUpdatedAtAndNeverRecency()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.User("hello"));
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.TurnStart());
        var turn = await Store.ReadAsync(thread.Id);
        var outputs = new (ItemType Type, byte[] Payload)[]
        {
            (ItemType.ResponseItem, Payload.Answer), (ItemType.ResponseItem, Payload.ToolOutput("out")), (ItemType.EventMsg, Payload.Tokens(5)), (ItemType.EventMsg, Payload.TurnEnd()),
        };
        foreach (var (type, payload) in outputs)
        {
            Clock.AdvanceMs(10_000);
            await thread.AppendAndFlushAsync(type, payload);
            var row = await Store.ReadAsync(thread.Id);
            Assert.Equal((Clock.GetUtcNow(), turn.RecencyAt), (row.UpdatedAt, row.RecencyAt));
        }

        Clock.AdvanceMs(10_000);
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.TurnStart());
        Assert.Equal(Clock.GetUtcNow(), (await Store.ReadAsync(thread.Id)).RecencyAt);
    }

    [Fact]
    public async Task Conformance22_AppendsAfterAResume_LeaveCreationProviderAndFirstMessage()
    {
        var id = await WriteAsync("original", new CreateThreadParams { Cwd = "/work", ModelProvider = "first" });
        var before = await Store.ReadAsync(id);
        await ReopenAsync();
        Clock.AdvanceMs(60_000);

        await using var thread = await Store.ResumeAsync(id);
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("later"));

        var after = await Store.ReadAsync(id);
        Assert.Equal(before with { UpdatedAtMs = before.UpdatedAtMs + 60_000, LogOffset = after.LogOffset }, after);
    }

    [Fact]
    public async Task Conformance36_ResponseItemsOfAUser_GiveNoTitle()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAndFlushAsync(ItemType.ResponseItem, Payload.UserResponse("instructions"));
        await AssertTextsAsync(thread.Id, null, null, null);

        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("hello"));
        await AssertTextsAsync(thread.Id, "hello", "hello", "hello");
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Conformance36_ABlankMessageWithoutAnImage_SetsNothing(HistoryMode mode)
    {
        await using var thread = await CreateAsync(mode);
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User(" \n\t ", mode));
        await AssertTextsAsync(thread.Id, null, null, null);
        Assert.Empty(await ListAsync(new ThreadListQuery()));

        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("words", mode));
        await AssertTextsAsync(thread.Id, "words", "words", "words");
    }

    [Theory]
    [InlineData(HistoryMode.Paginated)]
    [InlineData(HistoryMode.Legacy)]
    public async Task Conformance36_AMessageThatIsOnlyAnImage_SetsItsMarkAndNoTitle(HistoryMode mode)
    {
        await using var thread = await CreateAsync(mode);
        await thread.AppendAndFlushAsync(ItemType.EventMsg, mode is HistoryMode.Legacy ? Payload.LegacyUser("", hasImage: true) : Payload.User("", hasImage: true));
        await AssertTextsAsync(thread.Id, "[Image]", null, "[Image]");
        Assert.Equal([thread.Id], await ListAsync(new ThreadListQuery()));

        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.User("words", mode));
        await AssertTextsAsync(thread.Id, "[Image]", "words", "[Image]");
    }

    [Fact]
    public async Task Conformance36_ATurnsContext_DoesNotReplaceTheCwdOfTheSession()
    {
        await using var thread = await CreateAsync(cwd: "/session");
        await thread.AppendAndFlushAsync(ItemType.TurnContext, Payload.TurnContext("/turn"));

        Assert.Equal("/session", (await Store.ReadAsync(thread.Id)).Cwd);
    }

    [Fact]
    public async Task Conformance36_ATurnsContext_FillsACwdThatIsMissing()
    {
        var id = ThreadId.New(Clock);
        var meta = new RolloutItem(ItemType.SessionMeta, Payload.Utf8($$"""{"id":"{{id}}","timestamp":"2026-11-21T06:08:10.743Z","history_mode":"paginated"}"""));
        await using var thread = await Store.CreateAsync(new CreateThreadParams { SessionMeta = meta });
        await thread.AppendAsync(ItemType.TurnContext, Payload.TurnContext("/turn"));
        await thread.AppendAndFlushAsync(ItemType.TurnContext, Payload.TurnContext("/later"));

        Assert.Equal("/turn", (await Store.ReadAsync(id)).Cwd);
    }

    [Fact]
    public async Task Settings_TheNewestStand()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.TurnContext, Payload.TurnContext("/turn", "m-1"));
        await thread.AppendAndFlushAsync(ItemType.TurnContext, Payload.TurnContext("/turn", "m-2"));
        var row = await Store.ReadAsync(thread.Id);
        Assert.Equal(("m-2", "high", "never", """{"type":"disabled"}"""), (row.Model, row.ReasoningEffort, row.ApprovalMode, row.SandboxPolicy));

        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Utf8(
            """{"type":"thread_settings_applied","thread_settings":{"model":"m-3","model_provider_id":"p","cwd":"/settings","approval_policy":"on-failure"}}"""));
        row = await Store.ReadAsync(thread.Id);
        Assert.Equal(("m-3", "p", "/settings", "on-failure", "high"), (row.Model, row.ModelProvider, row.Cwd, row.ApprovalMode, row.ReasoningEffort));
    }

    [Fact]
    public async Task Tokens_AreTheNewestTotal_AndNoSum()
    {
        await using var thread = await CreateAsync();
        await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(100));
        await thread.AppendAsync(ItemType.EventMsg, Payload.Tokens(70));
        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Utf8("""{"type":"token_count","info":null}"""));
        Assert.Equal(70, (await Store.ReadAsync(thread.Id)).TokensUsed);

        await thread.AppendAndFlushAsync(ItemType.EventMsg, Payload.Tokens(-5));
        Assert.Equal(0, (await Store.ReadAsync(thread.Id)).TokensUsed);
    }

    [Fact]
    public async Task SessionMetaOfAnotherThread_SaysNothingButItsMemoryMode()
    {
        await using var thread = await CreateAsync(cwd: "/own");
        await thread.AppendAndFlushAsync(ItemType.SessionMeta, Payload.Utf8(
            $$"""{"id":"{{ThreadId.New(Clock)}}","timestamp":"2001-01-01T00:00:00.000Z","cwd":"/other","originator":"other","memory_mode":"disabled"}"""));

        var row = await Store.ReadAsync(thread.Id);
        Assert.Equal(("/own", "threadstore", ConformanceClock.Start, "disabled"), (row.Cwd, row.Originator, row.CreatedAt, row.MemoryMode));
    }

    private async Task AssertTextsAsync(ThreadId id, string? preview, string? title, string? firstMessage)
    {
        var row = await Store.ReadAsync(id);
        Assert.Equal((preview, title, firstMessage), (row.Preview, row.Title, row.FirstUserMessage));
    }
}
