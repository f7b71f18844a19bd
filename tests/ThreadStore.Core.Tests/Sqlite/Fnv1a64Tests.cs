using System.Text;
using Xunit;

namespace ThreadStore.Sqlite;

public sealed class Fnv1a64Tests
{
    // The vectors of the reference implementation.
    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void Hash_OfKnownText_IsTheReferenceValue(string text, ulong expected) => Assert.Equal(expected, Fnv1a64.Hash(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Continue_AfterHash_IsTheHashOfBoth() => Assert.Equal(Fnv1a64.Hash("foobar"u8), Fnv1a64.Continue(Fnv1a64.Hash("foo"u8), "bar"u8));
}
