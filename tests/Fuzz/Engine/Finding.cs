namespace Compliance.Fuzz.Engine;

/// <summary>An input that broke a promise, where it was written and how it is fed again.</summary>
internal sealed record Finding(string Target, string File, string Why)
{
    /// <summary>Writes the input in hexadecimal, as the files of the folder Found are, so that it can be moved there.</summary>
    public static Finding Write(string folder, Target target, ReadOnlySpan<byte> input, string why)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, $"{target.Name}-{Dice.Of(input).Next():x16}.hex");
        System.IO.File.WriteAllText(file, Convert.ToHexStringLower(input) + "\n");
        return new Finding(target.Name, file, why);
    }

    public static byte[] Read(string file) => Convert.FromHexString(string.Concat(System.IO.File.ReadAllLines(file)));

    public override string ToString() =>
        $"{Target}: {Why}\n  again: dotnet run -c Release --project tests/Fuzz -- {Target} file={File}";
}
