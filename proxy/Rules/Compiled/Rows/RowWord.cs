namespace Compliance.Rules.Compiled.Rows;

/// <summary>Kinds of words in a predicate.</summary>
internal enum RowWord : byte
{
    End,
    Word,
    Sign,
    Number,
    Quoted,

    /// <summary><c>value</c> with a path behind it.</summary>
    Value,

    /// <summary><c>header</c> with a name in brackets behind it.</summary>
    Header,

    /// <summary>A quotation that is not closed, or a character that means nothing.</summary>
    Rubbish,
}
