"""English and German words that say nothing about what a text is about."""

ENGLISH = """
a able about above according across actually after again against all almost alone along already also although always
am among an and another any anybody anyone anything anyway anywhere are aren around as ask asked at away back be
became because become been before behind being below best better between both but by call called came can cannot
certain certainly come comes could couldn course day did didn different do does doesn doing don done down each easy
either else enough especially etc even ever every everybody everyone everything example few find first following for
from further gave get gets getting give given gives go goes going gone good got great had hadn happen has hasn have
haven having he hello help her here hers herself hey hi him himself his how however i if important in include
including instead into is isn it its itself just keep kind know known large last later least less let like likely
little ll long look lot made make makes making many may maybe me mean might mine more most much must mustn my myself
near need needs never new next no nobody none nor not nothing now of off often oh ok okay on once one ones only onto
or other others our ours ourselves out over own part people perhaps person please possible probably provide put quite
rather re really right said same say says see seem seems several shall she should shouldn show simply since so some
somebody someone something sometimes somewhere soon specific still such sure take tell than thank thanks that the
their theirs them themselves then there therefore these they thing things think this those though three through thus
time to today together told too took toward towards tried try trying two under unless until up upon us use used useful
user uses using usually ve very via want wants was wasn way ways we well went were weren what whatever when where
whether which while who whoever whole whom whose why will with within without won wont word would wouldn yes yet you
your yours yourself yourselves assistant chatbot question answer dont cant wont doesnt didnt isnt wasnt ive thats
whats lets zero three four five six seven eight nine ten hundred thousand
"""

GERMAN = """
ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim
bereits besonders besser bin bis bist bitte bleiben da dabei dadurch dafür dagegen daher damit danach daneben dann
daran darauf daraus darf darfst darin darüber darum das dass davon davor dazu dein deine deinem deinen deiner deines
dem den denen denn dennoch der deren derselbe des deshalb dessen dich die dies diese diesem diesen dieser dieses dir
doch dort du durch dürfen eben ebenso ein eine einem einen einer eines einfach einige einigen einmal er erst erste
ersten es etwa etwas euch euer eure für gab ganz ganze gar geben gegen gehen geht gemacht genau gern gerne gibt gut
gute guten hab habe haben hallo hast hat hatte hatten hätte hätten her hier hin hinter ich ihm ihn ihnen ihr ihre
ihrem ihren ihrer ihres im immer in indem ins ist ja jede jedem jeden jeder jedes jedoch jemand jene jetzt kann kannst
kein keine keinem keinen keiner können könnte könnten leider lassen lässt machen macht mal man manche mehr mein meine
meinem meinen meiner meines mich mir mit möchte möglich muss musst müssen müsste nach nachdem natürlich neben nein
nicht nichts nie niemand noch nun nur ob oder oft ohne sagen sagt sehr sei seid sein seine seinem seinen seiner seines
seit selbst sich sie sind so sogar solche soll sollen sollst sollte sollten sondern sonst sowie tun tut über um und
uns unser unsere unserem unseren unter usw viel viele vielen vielleicht vom von vor wann war warum waren was weder weg
weil weiter weitere welche welchem welchen welcher welches wenn wer werde werden wie wieder wieso will willst wir wird
wirklich wirst wo woher wohl wollen wollte drei vier fünf sechs sieben acht neun zehn worden wurde wurden würde würden
während zu zum zur zwar zwischen frage antwort
"""

STOP_WORDS = frozenset(ENGLISH.split()) | frozenset(GERMAN.split())
