using Xunit;

namespace ThreadStore.Generators.Internal;

/// <summary>Law: equal elements in equal order are equal arrays, whoever made them.</summary>
public class EquatableArrayTests
{
    [Fact]
    public void Equals_SameElements_IsTrueAndHashesAlike()
    {
        var one = new EquatableArray<string>(["a", "b"]);
        var other = new EquatableArray<string>(["a", "b"]);
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void Equals_OtherOrderLengthOrElement_IsFalse()
    {
        var one = new EquatableArray<string>(["a", "b"]);
        Assert.NotEqual(one, new EquatableArray<string>(["b", "a"]));
        Assert.NotEqual(one, new EquatableArray<string>(["a"]));
        Assert.NotEqual(one, new EquatableArray<string>(["a", "c"]));
    }

    [Fact]
    public void Default_EqualsAnEmptyOne() => Assert.Equal(default, new EquatableArray<string>([]));
}
