using Compliance.Gateway.Kms;
using Compliance.Rules.Compiled;
using Xunit;

namespace Compliance.Gateway.Tests.Kms;

/// <summary>Keys are held for as long as a sound reading needs them, and those of an unsound one not at all.</summary>
public sealed class KmsStateTests
{
    private static readonly KeySource One = KeySource.OfService("vault", "transit/pan", "vault:v1:b25l");
    private static readonly KeySource Other = KeySource.OfService("vault", "transit/pan", "vault:v1:b3RoZXI=");
    private readonly KmsState _state = new();

    [Fact]
    public void A_key_goes_on_from_sound_reading_to_sound_reading_and_is_let_go_with_the_one_that_does_not_name_it()
    {
        Read(isSound: true, One);
        Read(isSound: true, Other);

        _state.Begin();
        Assert.Null(_state.Held(One));
        Assert.Equal([2, 2], _state.Held(Other)!);
        _state.End(isSound: true);

        // What was only asked for counts as named.
        Assert.Equal([2, 2], _state.Held(Other)!);
    }

    [Fact]
    public void An_unsound_reading_leaves_what_was_held_and_nothing_of_its_own()
    {
        Read(isSound: true, One);

        Read(isSound: false, Other);

        Assert.Equal([1, 1], _state.Held(One)!);
        Assert.Null(_state.Held(Other));
    }

    [Fact]
    public void What_is_given_out_is_a_copy_which_its_taker_may_clear()
    {
        Read(isSound: true, One);

        Array.Clear(_state.Held(One)!);

        Assert.Equal([1, 1], _state.Held(One)!);
        _state.Dispose();
        Assert.Null(_state.Held(One));
    }

    private void Read(bool isSound, KeySource source)
    {
        _state.Begin();
        _state.Keep(source, source == One ? [1, 1] : [2, 2]);
        _state.End(isSound);
    }
}
