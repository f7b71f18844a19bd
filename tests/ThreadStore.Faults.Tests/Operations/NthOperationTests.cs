using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Faults.Operations;

/// <summary>
/// The law: whichever operation of the disk fails in a session over the whole store, and however, each outcome is true, what was
/// acknowledged is in the log once and in order, and the next process finds rows that a rebuild gives.
/// </summary>
public sealed class NthOperationTests
{
    private static readonly ThreadId s_paginated = ThreadId.Parse("01a1fcb8-2b72-7833-a595-9c5022c4ed8f");
    private static readonly ThreadId s_legacy = ThreadId.Parse("01a1fcb8-2b73-7833-a595-9c5022c4ed8f");
    private static readonly ThreadId s_fork = ThreadId.Parse("01a1fcb8-2b74-7833-a595-9c5022c4ed8f");
    private static readonly ThreadId s_deleted = ThreadId.Parse("01a1fcb8-2b75-7833-a595-9c5022c4ed8f");

    private static readonly ThreadId s_orphan = ThreadId.Parse("01a1fcb8-2b76-7833-a595-9c5022c4ed8f");

    public static TheoryData<string> Faults => ["eio", "done", "half", "full"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Session_WithTheNthOperationFailing_TellsTheTruthAndLosesNothing(string kind)
    {
        var operations = await RunAsync(kind, int.MaxValue);
        Assert.True(operations.Count > 300, $"{operations.Count} operations");
        for (var failing = 0; failing < operations.Count; failing++)
        {
            if (FaultOf(kind, operations[failing], 0) is null)
            {
                continue;
            }

            try
            {
                // The operations before it are the same in each run, those after it are not.
                operations = await RunAsync(kind, failing);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{kind} at operation {failing}: {failure.Message}", failure);
            }
        }
    }

    private static async Task<IReadOnlyList<LogOperation>> RunAsync(string kind, int failing)
    {
        var device = new ScriptedLogDevice();
        await using var home = new EngineHome { Device = device };
        device.Script = (number, operation) => FaultOf(kind, operation, (long)number - failing);
        var host = new SteppedHost(home);

        var a = await host.CreateAsync("a", s_paginated);
        a = await host.AppendAsync(a, Durability.Written);
        a = await host.AppendAsync(a, Durability.Buffered);
        a = await host.AppendAsync(a, Durability.Buffered);
        a = await host.AppendAsync(a, Durability.Synced);
        var b = await host.CreateAsync("b", s_legacy, HistoryMode.Legacy);
        b = await host.AppendAsync(b, Durability.Buffered);
        host.Step();
        b = await host.AppendAsync(b, Durability.Written);
        a = await host.FlushAsync(a, sync: true);
        b = await host.FlushAsync(b, sync: false);
        a = await host.RenameAsync(a);
        a = await host.AppendAsync(a, Durability.Buffered);
        b = await host.AppendAsync(b, Durability.Synced);
        await host.ShutdownAsync(b, sync: true);

        await host.MoveAsync(s_legacy, isArchiving: true);
        await host.RenameClosedAsync(s_legacy);
        await host.MoveAsync(s_legacy, isArchiving: false);
        b = await host.ResumeAsync(s_legacy);
        b = await host.AppendAsync(b, Durability.Written);

        var f = await host.ForkAsync("f", s_paginated, s_fork);
        f = await host.AppendAsync(f, Durability.Synced);
        f = await host.AppendAsync(f, Durability.Buffered);
        f = await host.FlushAsync(f, sync: false);

        a = await host.AppendAsync(a, Durability.Buffered);
        await host.DiscardAsync(a);
        a = await host.ResumeAsync(s_paginated);
        a = await host.AppendAsync(a, Durability.Written);

        var d = await host.CreateAsync("d", s_deleted);
        d = await host.AppendAsync(d, Durability.Written);
        d = await host.RenameAsync(d);
        await host.ShutdownAsync(d, sync: false);
        var g = await host.ForkAsync("g", s_deleted, s_orphan);
        g = await host.AppendAsync(g, Durability.Written);
        await host.ShutdownAsync(g, sync: true);
        await host.DeleteAsync(s_deleted, DeleteThreadOptions.EvenIfForked);

        await host.ShutdownAsync(f, sync: true);
        await host.MoveAsync(s_fork, isArchiving: true);
        await host.ShutdownAsync(a, sync: false);
        await host.ShutdownAsync(b, sync: false);
        var operations = device.Operations;
        await host.CheckAsync();
        return operations;
    }

    private static ScriptedFault? FaultOf(string kind, LogOperation operation, long distance) => kind switch
    {
        // A disk that is full for a while: nothing can be written or made.
        "full" when distance is >= 0 and < 12 => operation is LogOperation.Write or LogOperation.WriteAt or LogOperation.CreateDirectory or LogOperation.Link
            ? new ScriptedFault(Libc.ENOSPC) : null,
        // Some bytes go in, and the rest meets a full disk.
        "half" when distance == 0 && operation is LogOperation.Write or LogOperation.WriteAt => new ScriptedFault(0, Bytes: 40),
        "half" when distance == 1 && operation is LogOperation.Write or LogOperation.WriteAt => new ScriptedFault(Libc.ENOSPC),
        _ when distance != 0 => null,
        "eio" => new ScriptedFault(Libc.EIO),
        "done" => new ScriptedFault(Libc.EIO, IsDone: true),
        _ => null,
    };
}
