namespace Compliance.Protect.Formats;

/// <summary>The bytes [Start, End) of the value give way to so many bytes of the scratch.</summary>
internal record struct Splice(int Start, int End, int Replacement, int Length);
