using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Peer;

/// <summary>A running <c>codex app-server</c>: JSON-RPC over its standard input and output, one message per line.</summary>
/// <remarks>The verbs for threads are in AppServer.Threads.cs.</remarks>
internal sealed partial class AppServer : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    // Guards the collections and the counter below; the reader of the output and the test come here from different threads.
    private readonly Lock _gate = new();
    private readonly Dictionary<long, TaskCompletionSource<JsonElement>> _calls = [];
    private readonly List<JsonElement> _notifications = [];
    private readonly List<(Func<JsonElement, bool> Match, TaskCompletionSource<JsonElement> Found)> _waits = [];
    private PeerProcess? _process;
    private long _lastId;

    private AppServer()
    {
    }

    private PeerProcess Process => _process ?? throw new InvalidOperationException("The app server has not been started.");

    public static async Task<AppServer> StartAsync(CodexHome home)
    {
        var binary = await CodexPackage.BinaryAsync();
        var server = new AppServer();
        server._process = PeerProcess.Start(binary, ["app-server", "--strict-config"], home.Repository, home.Environment, server.Receive);
        home.Attach(server._process);
        _ = server.FailWhenEndedAsync();
        await server.CallAsync("initialize", new JsonObject
        {
            ["clientInfo"] = new JsonObject { ["name"] = "threadstore_interop", ["title"] = "ThreadStore", ["version"] = "1" },
            ["capabilities"] = new JsonObject { ["experimentalApi"] = true },
        });
        await server.SendAsync(new JsonObject { ["method"] = "initialized", ["params"] = new JsonObject() });
        return server;
    }

    /// <summary>Calls a method and returns its result; an error is an <see cref="AppServerException"/>.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonObject? parameters = null)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        long id;
        lock (_gate)
        {
            id = ++_lastId;
            _calls[id] = answer;
        }

        await SendAsync(new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] });
        var message = await LimitedAsync(answer.Task, method);
        if (message.TryGetProperty("error", out var error))
        {
            throw new AppServerException(method, error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString() ?? string.Empty);
        }

        return message.GetProperty("result");
    }

    /// <summary>The parameters of the first notification, already received or still to come, that matches.</summary>
    public Task<JsonElement> NotifiedAsync(string method, Func<JsonElement, bool> match)
    {
        var found = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            bool Matches(JsonElement message) => MethodOf(message) == method && match(message.GetProperty("params"));
            var known = _notifications.FirstOrDefault(Matches);
            if (known.ValueKind != JsonValueKind.Undefined)
            {
                return Task.FromResult(known.GetProperty("params"));
            }

            _waits.Add((Matches, found));
        }

        return LimitedAsync(ParametersAsync(found.Task), method);
    }

    /// <summary>Closes its input, which is how a client leaves, and waits for its orderly end.</summary>
    public async Task CloseAsync()
    {
        Process.Input.Close();
        await Process.WaitAsync(s_limit);
        if (Process.ExitCode != 0)
        {
            throw Process.Failure($"exited with {Process.ExitCode.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    /// <summary>Ends it the way a crash would.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitAsync(s_limit);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static async Task<JsonElement> ParametersAsync(Task<JsonElement> message) => (await message).GetProperty("params");

    private static string? MethodOf(JsonElement message) => message.TryGetProperty("method", out var method) ? method.GetString() : null;

    private async Task<JsonElement> LimitedAsync(Task<JsonElement> task, string what)
    {
        try
        {
            return await task.WaitAsync(s_limit);
        }
        catch (TimeoutException)
        {
            throw Process.Failure($"{what} did not come within {s_limit.TotalSeconds} s");
        }
    }

    private async Task SendAsync(JsonObject message)
    {
        await Process.Input.WriteAsync(message.ToJsonString() + "\n");
        await Process.Input.FlushAsync();
    }

    // On the reader's thread: hands a message to whoever waits for it and returns at once.
    private void Receive(string line)
    {
        var message = JsonElement.Parse(line);
        lock (_gate)
        {
            if (MethodOf(message) is null)
            {
                if (_calls.Remove(message.GetProperty("id").GetInt64(), out var call))
                {
                    call.SetResult(message);
                }

                return;
            }

            _notifications.Add(message);
            for (var i = _waits.Count - 1; i >= 0; i--)
            {
                if (_waits[i].Match(message))
                {
                    _waits[i].Found.SetResult(message);
                    _waits.RemoveAt(i);
                }
            }
        }
    }

    // A server that is gone answers nobody: say so at once instead of running into the time limit.
    private async Task FailWhenEndedAsync()
    {
        await Process.Ended;
        lock (_gate)
        {
            foreach (var waiter in _calls.Values.Concat(_waits.Select(static wait => wait.Found)))
            {
                waiter.TrySetException(Process.Failure("ended while a call or a wait was open"));
            }

            _calls.Clear();
            _waits.Clear();
        }
    }
}
