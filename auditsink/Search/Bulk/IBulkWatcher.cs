namespace Compliance.Search.Bulk;

/// <summary>Hears how sending goes: the sink counts and logs it, auditctl tells whoever waits. Any thread; must not throw.</summary>
internal interface IBulkWatcher
{
    /// <summary>A request was answered, or was not.</summary>
    void Answered(BulkReply reply);

    /// <summary>So many documents are sent again after the pause.</summary>
    void Again(BulkReply reply, int documents, TimeSpan pause);

    /// <summary>So many documents will never be taken, the first of them for this error.</summary>
    void Refused(int documents, string error);

    /// <summary>From now on so many requests at a time, of so many documents.</summary>
    void Paced(int requests, int documents);
}
