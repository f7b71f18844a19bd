using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ThreadStore.Peer;

/// <summary>A silent web server on a free port of this machine, for what Codex is to talk to.</summary>
internal static class LoopbackServer
{
    /// <summary>Makes one that is not started yet.</summary>
    public static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        return builder.Build();
    }
}
