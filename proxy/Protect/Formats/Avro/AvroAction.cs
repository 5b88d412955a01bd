namespace Compliance.Protect.Formats.Avro;

/// <summary>What is done with the values of one step.</summary>
internal enum AvroAction : byte
{
    /// <summary>Nothing acts on them or below: they are passed over.</summary>
    Skip,

    /// <summary>Something may act below.</summary>
    Walk,

    /// <summary>The step's rule makes something else of it.</summary>
    Treat,

    /// <summary>Nothing acts on it as a whole; what is found inside it is treated.</summary>
    Search,

    /// <summary>It becomes the value that stands for nothing in its type.</summary>
    Empty,

    /// <summary>What acts can't be done to an object or array; the value does not pass.</summary>
    Refuse,
}
