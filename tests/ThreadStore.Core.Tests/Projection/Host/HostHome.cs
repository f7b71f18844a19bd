using System.Threading.Tasks;
using ThreadStore.TestKit;

namespace ThreadStore.Projection;

/// <summary>A home whose store has a host's projection, and short ways to give it lines.</summary>
internal static class HostHome
{
    public static EngineHome With<TFacts>()
        where TFacts : struct, IThreadProjection<TFacts>
    {
        var home = new EngineHome();
        home.Become<TFacts>();
        return home;
    }

    /// <summary>The next open is one with that projection.</summary>
    public static void Become<TFacts>(this EngineHome home)
        where TFacts : struct, IThreadProjection<TFacts>
    {
        home.Projection = ComposedProjection.With<TFacts>();
        home.OpenStore = LocalThreadStore<TFacts>.Open;
    }

    /// <summary>The next open is one without a host's projection.</summary>
    public static void BecomePlain(this EngineHome home)
    {
        home.Projection = ComposedProjection.BuiltInOnly;
        home.OpenStore = LocalThreadStore.Open;
    }

    /// <summary>The process ends in order; the next open is the next one's.</summary>
    public static async Task CloseAsync(this EngineHome home)
    {
        home.StartThreads();
        await Guard.Task(home.Store.DisposeAsync().AsTask());
        home.Stopped();
    }

    public static RunFacts Facts(this EngineHome home, ThreadId id) => ((LocalThreadStore<RunFacts>)home.Store).ReadFacts(id);

    public static void AppendCall(this LiveThread thread) =>
        thread.Append(ItemType.ResponseItem, """{"type":"function_call","name":"f","arguments":"{}","call_id":"1"}"""u8);

    public static void AppendTokens(this LiveThread thread, int output, int total) =>
        thread.Append(ItemType.EventMsg, System.Text.Encoding.UTF8.GetBytes(
            "{\"type\":\"token_count\",\"info\":{\"total_token_usage\":{\"total_tokens\":" + total + "},\"last_token_usage\":{\"output_tokens\":" + output + "}}}"));

    public static void AppendError(this LiveThread thread, string message) =>
        thread.Append(ItemType.EventMsg, System.Text.Encoding.UTF8.GetBytes($$"""{"type":"error","message":"{{message}}"}"""));
}
