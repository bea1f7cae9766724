object Run(Message msg) => msg.Body;
