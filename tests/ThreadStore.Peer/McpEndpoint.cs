using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace ThreadStore.Peer;

/// <summary>A server of tools for the model, in the streamable HTTP form of the Model Context Protocol: <c>echo</c> answers its text, <c>fail</c> fails.</summary>
internal static class McpEndpoint
{
    public const string Path = "/mcp";

    /// <summary>The name that threads give the server.</summary>
    public const string Name = "mock";

    /// <summary>The namespace in which the model finds the tools.</summary>
    public const string Namespace = "mcp__" + Name;

    /// <summary>The part of a thread's configuration that makes these tools known to it.</summary>
    public static JsonObject Configuration(ResponsesServer server) => new()
    {
        ["mcp_servers"] = new JsonObject { [Name] = new JsonObject { ["url"] = server.ToolsAddress } },
    };

    internal static async Task AnswerAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = document.RootElement;
        if (!request.TryGetProperty("id", out var id))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = JsonNode.Parse(id.GetRawText()), ["result"] = Result(request) };
        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    private static JsonObject Result(JsonElement request) => request.GetProperty("method").GetString() switch
    {
        "initialize" => new JsonObject
        {
            ["protocolVersion"] = request.GetProperty("params").GetProperty("protocolVersion").GetString(),
            ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
            ["serverInfo"] = new JsonObject { ["name"] = Name, ["version"] = "1" },
        },
        "tools/list" => new JsonObject { ["tools"] = new JsonArray(Tool("echo"), Tool("fail")) },
        "tools/call" => Call(request.GetProperty("params")),
        _ => [],
    };

    private static JsonObject Tool(string name) => new()
    {
        ["name"] = name,
        ["description"] = name,
        ["inputSchema"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["text"] = new JsonObject { ["type"] = "string" } },
        },
    };

    private static JsonObject Call(JsonElement parameters)
    {
        var isFailure = parameters.GetProperty("name").GetString() == "fail";
        var text = isFailure ? "it failed" : parameters.GetProperty("arguments").GetProperty("text").GetString();
        var result = new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };
        if (isFailure)
        {
            result["isError"] = true;
        }

        return result;
    }
}
