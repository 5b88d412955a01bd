using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>Characters that a format-preserving token is made of. Immutable.</summary>
public sealed class Alphabet
{
    private const string Digits = "0123456789";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private readonly sbyte[] _numerals = new sbyte[128];

    private Alphabet(string name, string characters)
    {
        Name = name;
        Characters = [.. characters.Select(c => (byte)c)];
        Array.Fill(_numerals, (sbyte)-1);
        for (var i = 0; i < characters.Length; i++)
            _numerals[characters[i]] = (sbyte)i;
    }

    /// <summary>All there are.</summary>
    public static ImmutableArray<Alphabet> All { get; } =
    [
        new("digits", Digits), new("a-z", Lower), new("A-Z", Upper), new("0-9a-z", Digits + Lower), new("0-9A-Z", Digits + Upper),
        new("0-9A-Za-z", Digits + Upper + Lower),
    ];

    /// <summary>As policies write it.</summary>
    public string Name { get; }

    /// <summary>ASCII, in the order of their numbers.</summary>
    public ImmutableArray<byte> Characters { get; }

    public int Radix => Characters.Length;

    /// <summary>Only digits: a number in JSON can take part.</summary>
    public bool IsDigits => Radix == 10;

    /// <summary>The number of a character of UTF-8; -1: it is not one of the alphabet.</summary>
    public int NumberOf(byte character) => character < _numerals.Length ? _numerals[character] : -1;

    /// <summary>Null: there is none of that name.</summary>
    public static Alphabet? Find(string name) => All.FirstOrDefault(a => a.Name == name);
}
