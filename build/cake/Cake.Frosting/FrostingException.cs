namespace Cake.Frosting;

/// <summary>The build is put together wrongly, such as a dependency that is no task.</summary>
public sealed class FrostingException : Exception
{
    /// <summary>An exception without a message.</summary>
    public FrostingException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public FrostingException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    public FrostingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
