using System;
using System.Linq;
using System.Text;
using Xunit;

namespace ThreadStore.Search;

/// <summary>
/// Law: two characters are of one class exactly when an ordinal comparison that ignores case says that they are equal. Seen to fail with a class without
/// the character that it folds to. The tests run without the data of cultures, as the long s needs for its rule.
/// </summary>
public sealed class CaseFoldTests
{
    [Fact]
    public void ClassOf_EveryCharacter_HasWhatTheRuntimeCallsEqualAndNothingElse()
    {
        for (var character = 0; character < 0x3_0000; character++)
        {
            if (!Rune.IsValid(character))
            {
                continue;
            }

            var rune = new Rune(character);
            var members = CaseFold.ClassOf(character);
            Assert.Contains(character, members);
            Assert.All(members, member => Assert.True(Equal(rune, new Rune(member)), $"{rune} is not {member:x}"));

            // Whatever else could be equal is a case of it.
            foreach (var other in new[] { Rune.ToUpperInvariant(rune), Rune.ToLowerInvariant(rune), Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)) })
            {
                Assert.Equal(Equal(rune, other), members.Contains(other.Value));
            }
        }
    }

    [Theory]
    [InlineData('k', 'K', true)]
    [InlineData('k', '\u212a', false)]      // Kelvin
    [InlineData('i', '\u0130', false)]      // the Turkish capital with a dot
    [InlineData('I', '\u0131', false)]      // the Turkish small one without
    [InlineData('s', '\u017f', false)]      // the long s
    [InlineData('σ', 'ς', true)]
    [InlineData('Σ', 'ς', true)]
    [InlineData('ß', 'ẞ', false)]
    [InlineData('é', 'É', true)]
    [InlineData('e', 'é', false)]
    [InlineData('я', 'Я', true)]
    [InlineData('ǆ', 'ǅ', true)]
    public void ClassOf_KnownCases(char one, char other, bool isEqual)
    {
        Assert.Equal(isEqual, CaseFold.ClassOf(one).Contains(other));
        Assert.Equal(isEqual, CaseFold.ClassOf(other).Contains(one));
    }

    private static bool Equal(Rune one, Rune other) => string.Equals(one.ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);
}
