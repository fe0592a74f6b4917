"""`cicpa batch`: certificates for many members, through a register, by several processes, and on from where it stopped.

The folder of pictures is the batch. It has a secret of its own, from which and a record's line the name of the request
follows; and a picture is named after the certificate's place in a status list. So the register and the folder together
tell for every line how far it came, and nothing else keeps count:

    never reserved, or only reserved      it is issued
    recorded, and its picture is there    it is done
    recorded, and its picture is not      it was cut off before it was drawn: another one takes its place

The secret is there because the register keeps requests for ever, and a plain digest of a record is half a look into it.
Beside it stands the form in which the batch was begun: in a folder of PDF files, no picture would be found.

Reading records and photos and drawing are handed out. Issuing and sealing are not: this process alone holds keys.
"""
