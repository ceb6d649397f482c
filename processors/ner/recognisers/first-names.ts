/** Usual first names of many countries, lower case: a name in a message is taken for a person's without further words around it. */
export const firstNames: ReadonlySet<string> = new Set(
  `aaron abdul adam adrian agnes ahmed aisha alan alberto alejandra alejandro aleksandra alessandro alex alexander alexandra alexei ali alice alicia alina amara amelia amina
  amir amit amy ana anastasia anders andre andrea andreas andrei andrew andrzej angela anika anil anita anja anjali ankit anke ann anna anne annika anton antonio anya aoife
  arjun arthur asha ashley astrid ayesha barbara bartek beatriz ben benjamin bernd beth björn bjorn bogdan boris brian bruno camila camille carla carlos carmen carol caroline
  catherine cedric celine chen chiara chloe chris christian christina christine christoph claire clara claudia clemens colin connor cristina daniel daniela dave david deepak
  denis diana diego dieter dimitri dmitri dominik dorota edward elena eleni elif elisa elisabeth elizabeth ella emil emilia emily emma enrique eric erik erika ethan eva evelyn
  fabian fatima federico felix fernando filip fiona florian francesca francesco francisco francois françois frank franziska freya fritz gabriel gabriela georg george gerhard
  giorgio giovanni giulia goran grzegorz guillaume gustavo hamza hanna hannah hans harald harry hassan heike heinz helen helena helga hendrik henrik hiroshi hugo hussein ian
  ibrahim ines ingrid irina isabel isabella ivan jack jacob jakob jakub james jamal jan jana jane janine jasmin jason javier jean jeff jennifer jens jessica jin joan joana joao
  joão joe joel johan johanna john jonas jonathan jordan jorge jose josé josef joseph juan judith julia julian julie juliette jürgen juergen karen karin karl karolina katarina
  kate katharina katherine kathrin katja kavita keiko keith kelly kenji kevin khalid kim kiran klaus kofi krzysztof kwame lars laszlo laura laurent lea leah lena leo leon leonie
  li lina linda lisa liu louis louise luca lucas lucia lucy luis luisa luise lukas luke maciej magdalena mahmoud malik manuel marc marcel marcin marco marcos marcus marek
  margaret maria mariana marie marina mario marion mark marko markus marta martha martin martina mateo mateusz matt matteo matthew matthias maurice max maximilian maya mehmet
  mei melanie michael michal michał michel michelle miguel mika mike mikhail milan miriam mohamed mohammed monica monika muhammad nadia nadine nancy natalia natalie natasha
  nathan neha niamh nick nicolas nicole nikita niklas nikolai nina nisha noah nora nuria olga oleg oliver olivia omar oscar oskar otto pablo pamela paolo patricia patrick paul
  paula pawel paweł pedro peter petra philip philipp pierre piotr priya rachel rafael rahul raj rajesh ralf ramon raquel rashid raul ravi rebecca renate ricardo richard rita
  robert roberto robin roman rosa ruth ryan sabine sam samantha samir samuel sandra sanjay sara sarah sasha scott sean sebastian sergei sergio shreya silke silvia simon simone
  sofia sofie sonja sophia sophie stefan stefanie stella stephan stephen steve steven stuart sunita susan susanne svetlana sven tamara tania tanja tara tatiana thomas thorsten
  tim timo tina tobias tom tomas tomasz tony tunde uwe valentina valeria vera veronica victor victoria vijay viktor vincent vladimir walter wei wolfgang xavier yan yara yasmin
  yuki yusuf yves yvonne zara zoe zofia`.split(/\s+/),
)
