using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ThreadStore.Peer;

/// <summary>A model endpoint on loopback that answers by script, in the streaming form of the Responses API.</summary>
internal sealed class ResponsesServer : IAsyncDisposable
{
    /// <summary>What every answer claims to have cost, so that a test can foretell a thread's total.</summary>
    public const int TokensPerRequest = 120;

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ResponsesRequest> _requests = new();
    private readonly ConcurrentQueue<string> _unexpected = new();
    private readonly ConcurrentQueue<ResponsesGate> _gates = new();
    private readonly ConcurrentQueue<ResponsesAnswer> _answers = new();
    private readonly ConcurrentBag<ResponsesGate> _heldGates = [];
    private int _count;

    private ResponsesServer(WebApplication application)
    {
        _application = application;
    }

    /// <summary>The base address a Codex model provider is given.</summary>
    public string BaseAddress { get; private set; } = string.Empty;

    /// <summary>The address of a server of tools that a thread can be given.</summary>
    public string ToolsAddress => BaseAddress[..^"/v1".Length] + McpEndpoint.Path;

    /// <summary>All model requests so far, in order of arrival.</summary>
    public IReadOnlyList<ResponsesRequest> Requests => [.. _requests];

    /// <summary>Requests for anything this server does not know; a test asserts that there are none.</summary>
    public IReadOnlyList<string> Unexpected => [.. _unexpected];

    public static async Task<ResponsesServer> StartAsync()
    {
        var application = LoopbackServer.Build();
        var server = new ResponsesServer(application);
        application.MapGet("/v1/models", static () => Results.Json(new JsonObject { ["models"] = new JsonArray() }));
        application.MapPost("/v1/responses", server.AnswerAsync);
        application.MapPost(McpEndpoint.Path, McpEndpoint.AnswerAsync);
        application.MapGet(McpEndpoint.Path, static () => Results.StatusCode(StatusCodes.Status405MethodNotAllowed));
        application.MapFallback(server.Refuse);
        await application.StartAsync();
        foreach (var address in application.Urls)
        {
            server.BaseAddress = $"{address}/v1";
        }

        return server;
    }

    /// <summary>Holds the next model request that no earlier gate holds.</summary>
    public ResponsesGate HoldNext()
    {
        var gate = new ResponsesGate();
        _heldGates.Add(gate);
        _gates.Enqueue(gate);
        return gate;
    }

    /// <summary>Answers the next request for which nothing is laid out yet with these output items; all others get <see cref="ResponsesScript.Default"/>.</summary>
    public void AnswerNext(params JsonObject[] items) => _answers.Enqueue(new ResponsesAnswer(StatusCodes.Status200OK, items));

    /// <summary>Refuses the next request for which nothing is laid out yet, so that its turn fails.</summary>
    public void RefuseNext() => _answers.Enqueue(new ResponsesAnswer(StatusCodes.Status400BadRequest, []));

    public async ValueTask DisposeAsync()
    {
        foreach (var gate in _heldGates)
        {
            gate.Open();
        }

        await _application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = new ResponsesRequest(
            Interlocked.Increment(ref _count), context.Request.Headers["thread-id"], document.RootElement.Clone());
        _requests.Enqueue(request);
        // Before the gate: one whose Codex has left must not take what is laid out for a later request.
        var answer = _answers.TryDequeue(out var laidOut) ? laidOut : new ResponsesAnswer(StatusCodes.Status200OK, [ResponsesScript.Default(request)]);
        if (_gates.TryDequeue(out var gate) && gate.TryEnter(request))
        {
            try
            {
                await gate.PassAsync(context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The Codex that waited here was killed: nobody is left to answer.
                return;
            }
        }

        context.Response.StatusCode = answer.Status;
        if (answer.Status != StatusCodes.Status200OK)
        {
            await context.Response.WriteAsJsonAsync(Refusal(), context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(Events(request, answer), Encoding.UTF8, context.RequestAborted);
    }

    private static string Events(ResponsesRequest request, ResponsesAnswer answer)
    {
        var id = $"resp_mock_{request.Number}";
        JsonObject[] events =
        [
            new() { ["type"] = "response.created", ["response"] = new JsonObject { ["id"] = id } },
            .. answer.Items.Select(static (item, index) => new JsonObject { ["type"] = "response.output_item.done", ["output_index"] = index, ["item"] = item }),
            new() { ["type"] = "response.completed", ["response"] = new JsonObject { ["id"] = id, ["usage"] = Usage() } },
        ];
        var text = new StringBuilder();
        foreach (var item in events)
        {
            text.Append("event: ").Append(item["type"]).Append("\ndata: ").Append(item.ToJsonString()).Append("\n\n");
        }

        return text.ToString();
    }

    private static JsonObject Refusal() => new() { ["error"] = new JsonObject { ["message"] = "refused", ["type"] = "invalid_request_error" } };

    private static JsonObject Usage() => new()
    {
        ["input_tokens"] = 100,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 10 },
        ["output_tokens"] = TokensPerRequest - 100,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 5 },
        ["total_tokens"] = TokensPerRequest,
    };

    private IResult Refuse(HttpContext context)
    {
        _unexpected.Enqueue($"{context.Request.Method} {context.Request.Path}");
        return Results.NotFound();
    }
}
