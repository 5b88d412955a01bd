using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>One object or array that is being read.</summary>
internal struct JsonFrame
{
    internal PathState State;

    /// <summary>The rule that acts on everything inside, where a path ended on the object or array itself.</summary>
    internal FieldRule? Inherited;

    /// <summary>Of an array: index of the next element.</summary>
    internal int Index;

    /// <summary>Where the member that is being read begins: at its name, or in an array at its value.</summary>
    internal int MemberStart;

    /// <summary>Of an object: the name of the member that is being read, as it is written; of an array nothing.</summary>
    internal int NameStart;
    internal int NameLength;

    /// <summary>Just behind the last member read, kept or not; behind the bracket at first.</summary>
    internal int PreviousEnd;

    /// <summary>A member before has been kept, so a comma stands to the left of what follows.</summary>
    internal bool AnyKept;

    /// <summary>The removal that began with the first member, while none has been kept; -1: none. It ends where the next member begins.</summary>
    internal int OpenRemoval;
}
