using System;
using System.CommandLine;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Measuring;

public sealed class BenchToolTests
{
    public static TheoryData<Exception> Foreseen =>
    [
        new WrongAnswerException("why"),
        new BadInputException("why"),
        new IOException("why"),
        new UnauthorizedAccessException("why"),
        new InvalidRequestException("why"),
    ];

    [Fact]
    public async Task ExitCode_IsTheCommandsOwn() => Assert.Equal((1, ""), await RunAsync(static () => 1, "go"));

    [Theory]
    [InlineData("Unrecognized command or argument '--nope'. (see --help)", "go", "--nope")]
    [InlineData("Unrecognized command or argument 'more'. (see --help)", "go", "more", "and", "more")]
    [InlineData("Required command was not provided. (see --help)")]
    public async Task BadArgument_IsOneLineThatNamesTheHelp(string expected, params string[] args) =>
        Assert.Equal((2, expected), await RunAsync(static () => 0, args));

    [Theory]
    [MemberData(nameof(Foreseen), DisableDiscoveryEnumeration = true)]
    public async Task FailureThatIsForeseen_IsItsMessage(Exception failure) => Assert.Equal((2, "why"), await RunAsync(() => throw failure, "go"));

    [Fact]
    public async Task FailureThatIsNot_IsSaidWithItsStack()
    {
        var (code, text) = await RunAsync(static () => throw new InvalidOperationException("why"), "go");

        Assert.Equal(2, code);
        Assert.StartsWith("System.InvalidOperationException: why", text, StringComparison.Ordinal);
        Assert.Contains(nameof(FailureThatIsNot_IsSaidWithItsStack), text, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Error)> RunAsync(Func<int> go, params string[] args)
    {
        var command = new Command("go");
        command.SetAction(_ => go());
        using var error = new StringWriter();
        var code = await BenchTool.RunAsync(new RootCommand { command }, args, error);
        return (code, error.ToString().TrimEnd());
    }
}
